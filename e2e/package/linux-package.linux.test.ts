import { execFileSync, spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newFolder, root } from './bundle.ts'
import { parseYaml } from './builder-parts.ts'
import { makeDeb, sandboxedRoot, type SandboxedRoot } from './debian.ts'
import { explainLinuxPackage } from './bed.ts'
import type { LinuxPackage } from './pack.ts'

/** What a .deb and an .rpm bring beside the application. Their own tools are downloads; dpkg is the machine's. */
const linux = (name: string) => join(root, 'resources', 'linux', name)

let folder: string
let scratch: string
let told: LinuxPackage
let debs: { first: string; second: string }

beforeAll(async () => {
  folder = newFolder('linux-package')
  scratch = mkdtempSync(join(tmpdir(), 'interlock-linux-package-'))
  told = await explainLinuxPackage(folder)
  debs = { first: makeDeb(told, '1.0.0', scratch), second: makeDeb(told, '1.0.1', scratch) }
})

afterAll(() => {
  for (const each of [folder, scratch]) rmSync(each, { recursive: true, force: true, maxRetries: 3 })
})

describe('the scripts of a package', () => {
  it.each(['after-install.sh', 'after-remove.sh', 'interlock'])('%s is sound to shellcheck and to dash', (name) => {
    const checked = spawnSync('shellcheck', ['--severity=style', linux(name)], { encoding: 'utf8' })
    expect(`${checked.stdout}${checked.error?.message ?? ''}`).toBe('')
    expect(spawnSync('dash', ['-n', linux(name)], { encoding: 'utf8' }).stderr).toBe('')
  })

  it('are what electron-builder hands on, unchanged', () => {
    expect(told.afterInstall).toBe(readFileSync(linux('after-install.sh'), 'utf8'))
    expect(told.afterRemove).toBe(readFileSync(linux('after-remove.sh'), 'utf8'))
  })
})

describe('on a system with AppArmor', () => {
  let system: SandboxedRoot
  const own = ['interlock', 'interlock-bwrap']
  const profiles = () => readdirSync(join(system.folder, 'etc/apparmor.d')).toSorted()
  const calls = () => {
    const path = join(system.folder, 'calls')
    return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : []
  }

  beforeEach(() => {
    const place = mkdtempSync(join(scratch, 'root-'))
    system = sandboxedRoot(place)
    copyFileSync(debs.first, join(place, 'first.deb'))
    copyFileSync(debs.second, join(place, 'second.deb'))
  })

  it('a .deb is installed, updated, removed and purged by dpkg, and leaves nothing of itself', () => {
    system.sh('dpkg -i /first.deb')
    expect(profiles()).toEqual(own)
    expect(calls()).toContain('--replace --write-cache --skip-read-cache /etc/apparmor.d/interlock-bwrap')
    expect(readFileSync(join(system.folder, 'etc/apparmor.d/interlock-bwrap'), 'utf8')).toBe(
      readFileSync(join(root, 'resources/apparmor/bwrap'), 'utf8'),
    )
    expect(system.sh('stat -c %a /usr/bin/interlock /opt/Interlock/chrome-sandbox')).toBe('755\n755\n')

    system.sh('dpkg -i /second.deb')
    expect(profiles()).toEqual(own)
    expect(calls().filter((call) => call.startsWith('--remove'))).toEqual([])

    system.sh('dpkg -r interlock')
    expect(profiles()).toEqual([])
    expect(calls().filter((call) => call.startsWith('--remove'))).toHaveLength(2)
    expect(['usr/bin/interlock', 'opt/Interlock'].filter((path) => existsSync(join(system.folder, path)))).toEqual([])
    system.sh('dpkg -i /first.deb; dpkg --purge interlock')
    expect(profiles()).toEqual([])
  })

  it('an .rpm is updated, which runs the old version’s script last, without losing its profiles', () => {
    system.sh('dpkg -i /first.deb')
    for (const [name, text] of [
      ['after-install', told.afterInstall],
      ['after-remove', told.afterRemove],
    ] as const)
      writeFileSync(join(system.folder, name), text)
    system.sh('sh /after-install 2; sh /after-remove 1')
    expect(profiles()).toEqual(own)
    system.sh('sh /after-remove 0; sh /after-remove 0')
    expect(profiles()).toEqual([])
  })

  it('Chromium’s helper is given to root only where nobody else may make user namespaces', () => {
    system.sh('dpkg -i /first.deb', { userNamespaces: false })
    expect(system.sh('stat -c %a /opt/Interlock/chrome-sandbox')).toBe('4755\n')
  })

  it.each([
    ['administrator’s', 'bwrap', 'profile bwrap /usr/bin/bwrap flags=(unconfined) {\n  userns,\n}\n'],
    ['distribution’s', 'bwrap-userns-restrict', 'profile bwrap /usr/bin/bwrap flags=(attach_disconnected) {\n}\n'],
    ['older', 'usr.bin.bwrap', '/usr/bin/bwrap {\n}\n'],
  ])('the %s profile for bubblewrap stays, and ours is left out', (_whose, name, text) => {
    writeFileSync(join(system.folder, 'etc/apparmor.d', name), text)
    expect(system.sh('dpkg -i /first.deb')).toContain('a profile for /usr/bin/bwrap is there already')
    expect(profiles()).toEqual([name, 'interlock'].toSorted())
    system.sh('dpkg -r interlock')
    expect(profiles()).toEqual([name])
  })

  it('an AppArmor that knows no user namespaces is left without profiles, and the application is installed', () => {
    expect(system.sh('dpkg -i /first.deb', { parserKnows: false })).toContain('does not understand')
    expect(profiles()).toEqual([])
    expect(system.sh("dpkg-query -W -f '${Status}' interlock")).toBe('install ok installed')
  })
})

describe('AppArmor’s own parser', () => {
  it.each(['bwrap', 'interlock'])('takes the profile %s', (name) => {
    const profile = readFileSync(join(root, 'resources/apparmor', name), 'utf8')
    expect(profile).toMatch(/^abi <abi\/4\.0>,$/m)
    expect(profile).toMatch(/^ {2}userns,$/m)
    // The parser of Debian 12 is older than both; what is left has to be sound to it.
    const isNew = existsSync('/etc/apparmor.d/abi/4.0')
    const known = isNew ? profile : profile.replace('abi/4.0', 'abi/3.0').replace('  userns,\n', '')
    const file = join(mkdtempSync(join(scratch, 'profile-')), name)
    writeFileSync(file, known)
    const parsed = spawnSync('apparmor_parser', ['--skip-kernel-load', '--skip-cache', file], {
      encoding: 'utf8',
      env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` },
    })
    expect([parsed.status, parsed.error?.message, parsed.stderr]).toEqual([0, undefined, expect.any(String)])
  })
})

describe('a desktop of Linux', () => {
  it('takes the entry, and finds its windows by it', () => {
    const file = join(scratch, 'interlock.desktop')
    writeFileSync(file, told.desktopEntry)
    const checked = spawnSync('desktop-file-validate', [file], { encoding: 'utf8' })
    expect(`${checked.stdout}${checked.error?.message ?? ''}`).toBe('')
    const entry = Object.fromEntries(told.desktopEntry.split('\n').map((line) => line.split(/=(.*)/, 2)))
    expect(entry).toMatchObject({
      Exec: '/opt/Interlock/interlock %U',
      StartupWMClass: 'interlock',
      MimeType: 'application/vnd.interlock.job+json;x-scheme-handler/interlock;',
    })
    expect(told.fpm).toContainEqual(expect.stringMatching(/=\/usr\/share\/applications\/interlock\.desktop$/))
  })

  it('takes the kinds of files', () => {
    const mime = join(scratch, 'mime')
    mkdirSync(join(mime, 'packages'), { recursive: true })
    writeFileSync(join(mime, 'packages', 'interlock.xml'), told.mimeTypes)
    execFileSync('update-mime-database', [mime], { stdio: 'ignore' })
    expect(readFileSync(join(mime, 'globs'), 'utf8')).toContain('application/vnd.interlock.job+json:*.interlock-job')
  })

  it('gets our icon in every size', () => {
    const icons = told.fpm.filter((argument) => argument.includes('=/usr/share/icons/'))
    expect(icons.length).toBeGreaterThan(4)
    for (const icon of icons) expect(icon).toContain(join('resources', 'icons', 'linux'))
  })
})

describe('what a package needs of others', () => {
  const config = parseYaml(readFileSync(join(root, 'electron-builder.yml'), 'utf8')) as Record<
    'deb' | 'rpm',
    { depends: string[] }
  >

  it.each(['deb', 'rpm'] as const)('is named in a .%s: what jobs are confined with among it', (kind) => {
    const names = config[kind].depends.flatMap((each) => each.split(/ \| /))
    expect(names).toEqual(
      expect.arrayContaining(['bubblewrap', 'util-linux', kind === 'deb' ? 'perl' : 'perl-interpreter']),
    )
  })
})
