import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from './bundle.ts'
import type { LinuxPackage } from './pack.ts'

/**
 * Makes the .deb that fpm would make of what it is told, with dpkg's own tool: fpm is a download. Names no other package it
 * depends on.
 */
export function makeDeb(told: LinuxPackage, version: string, folder: string): string {
  const stage = join(folder, `stage-${version}`)
  const put = (path: string, text: string, mode: number) => {
    mkdirSync(dirname(join(stage, path)), { recursive: true })
    writeFileSync(join(stage, path), text)
    chmodSync(join(stage, path), mode)
  }
  for (const argument of told.fpm) {
    const [source, target] = argument.split('=')
    if (source === undefined || target === undefined || source.startsWith('-')) continue
    if (target.endsWith('.desktop')) put(target, told.desktopEntry, 0o644)
    else if (target.startsWith('/usr/share/mime/')) put(target, told.mimeTypes, 0o644)
    else cpSync(join(source.startsWith('/') ? '' : root, source), join(stage, target), { recursive: true })
  }
  const value = (option: string) => told.fpm[told.fpm.indexOf(option) + 1] ?? ''
  const control = [
    `Package: ${value('--name')}`,
    `Version: ${version}`,
    `Architecture: ${value('--architecture')}`,
    `Maintainer: ${value('--maintainer')}`,
    `Description: ${value('--description')}`,
  ]
  put('DEBIAN/control', `${control.join('\n')}\n`, 0o644)
  put('DEBIAN/postinst', told.afterInstall, 0o755)
  put('DEBIAN/postrm', told.afterRemove, 0o755)
  const deb = join(folder, `${value('--name')}-${version}.deb`)
  execFileSync('dpkg-deb', ['--root-owner-group', '-Zgzip', '-z1', '--build', stage, deb])
  return deb
}

/** A system of its own for package scripts: the programs of this one, and nothing else of it. */
export interface SandboxedRoot {
  /** Runs a script of the shell in it, as its root. Returns what it printed. @throws Error where it fails */
  sh(script: string, options?: { userNamespaces?: boolean; parserKnows?: boolean }): string
  readonly folder: string
}

/**
 * Lays out a root folder and runs in it by bubblewrap. AppArmor's two programs are stand-ins there that write down how they are
 * called: a kernel that is not ours to change would have to load what they load.
 */
export function sandboxedRoot(folder: string): SandboxedRoot {
  const at = (path: string) => join(folder, path)
  for (const path of [
    'etc/apparmor.d',
    'proc',
    'dev',
    'tmp',
    'usr/lib',
    'usr/lib64',
    'usr/share/mime/packages',
    'stand-ins',
  ])
    mkdirSync(at(path), { recursive: true })
  for (const path of ['usr/share/applications', 'var/lib/dpkg/info', 'var/lib/dpkg/updates', 'var/log', 'host/bin'])
    mkdirSync(at(path), { recursive: true })
  mkdirSync(at('host/sbin'), { recursive: true })
  writeFileSync(at('var/lib/dpkg/status'), '')
  mkdirSync(at('etc/dpkg'))
  writeFileSync(at('etc/dpkg/dpkg.cfg'), 'force-unsafe-io\n')
  writeFileSync(at('none'), '0\n')
  writeFileSync(at('etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n')
  writeFileSync(at('etc/group'), 'root:x:0:\n')
  for (const part of ['bin', 'sbin']) {
    mkdirSync(at(`usr/${part}`), { recursive: true })
    for (const program of readdirSync(`/usr/${part}`))
      symlinkSync(`/host/${part}/${program}`, at(`usr/${part}/${program}`))
  }
  for (const part of ['bin', 'sbin', 'lib', 'lib64']) symlinkSync(`usr/${part}`, at(part))
  standIn('aa-enabled', 'exit 0')
  standIn('apparmor_parser', 'echo "$@" >>/calls\ncase "$1" in --skip-kernel-load) [ "$PARSER_KNOWS" = yes ] ;; esac')

  function standIn(name: string, script: string): void {
    writeFileSync(at(`stand-ins/${name}`), `#!/bin/sh\n${script}\n`)
    chmodSync(at(`stand-ins/${name}`), 0o755)
  }

  return {
    folder,
    sh(script, { userNamespaces = true, parserKnows = true } = {}) {
      const read = (path: string, as: string) => ['--ro-bind', path, as]
      const mounts = [
        ['--bind', folder, '/', '--proc', '/proc', '--dev', '/dev'],
        read('/usr/bin', '/host/bin'),
        read('/usr/sbin', '/host/sbin'),
        read('/usr/lib', '/usr/lib'),
        read('/usr/lib64', '/usr/lib64'),
        read('/etc/alternatives', '/etc/alternatives'),
        userNamespaces ? [] : read(at('none'), '/proc/sys/user/max_user_namespaces'),
      ].flat()
      const env = {
        PATH: '/stand-ins:/usr/bin:/usr/sbin',
        HOME: '/root',
        LC_ALL: 'C',
        PARSER_KNOWS: parserKnows ? 'yes' : 'no',
      }
      const set = Object.entries(env).flatMap(([name, value]) => ['--setenv', name, value])
      const user = ['--unshare-all', '--uid', '0', '--gid', '0', '--die-with-parent', '--clearenv']
      return execFileSync('bwrap', [...user, ...mounts, ...set, '--', '/usr/bin/sh', '-ec', `exec 2>&1\n${script}`], {
        encoding: 'utf8',
      })
    },
  }
}
