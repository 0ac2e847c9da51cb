import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sourceStamp } from './build.mjs'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'interlock-launch-'))
  cpSync(import.meta.dirname, join(root, 'src-main/cli/launch'), {
    recursive: true,
    filter: (path) => !path.endsWith('.ts'),
  })
  write('package.json', `{ "type": "module" }`)
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

function write(file: string, text: string) {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), text)
}

/** A clone whose lockfile asks for one package, with an npm that runs `script` instead of installing. */
function aClone({ npm }: { npm: string }) {
  write('package-lock.json', lockfile('1.0.0'))
  write('npm-cli.js', npm)
  write('dist/cli.js', `console.log('cli', ...process.argv.slice(2))`)
}

function lockfile(version: string) {
  return JSON.stringify({ packages: { '': { name: 'interlock' }, 'node_modules/left': { version } } })
}

const INSTALLS = `
  import { appendFileSync, mkdirSync, copyFileSync } from 'node:fs'
  mkdirSync('node_modules/left', { recursive: true })
  copyFileSync('package-lock.json', 'node_modules/.package-lock.json')
  appendFileSync('installs', process.argv.slice(2, 3) + ' ')`

const NO_DESKTOP = { ELECTRON_OVERRIDE_DIST_PATH: undefined, DISPLAY: undefined, WAYLAND_DISPLAY: undefined }

function launch(script: string, args: string[] = [], env: Record<string, string | undefined> = {}) {
  return spawnSync(process.execPath, [join(root, 'src-main/cli/launch', script), ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...NO_DESKTOP, npm_execpath: join(root, 'npm-cli.js'), ...env },
  })
}

/** A clone whose packages are there, with a desktop shell in its build and an Electron that says what it is given. */
function aDesktopClone() {
  aClone({ npm: INSTALLS })
  launch('start.mjs')
  write('dist/desktop.js', '')
  write('node_modules/electron/dist/electron', '#!/bin/sh\necho electron "$@"\n')
  chmodSync(join(root, 'node_modules/electron/dist/electron'), 0o755)
}

function installs() {
  return readFileSync(join(root, 'installs'), 'utf8')
}

describe('npm start', () => {
  it.runIf(process.platform === 'linux')('says which shell it starts and why', () => {
    aDesktopClone()
    const shown = (args: string[], env: Record<string, string>) => launch('start.mjs', args, env).stdout
    expect(shown(['--home', 'here'], { DISPLAY: ':1' })).toMatch(
      /^Starting the desktop shell with .*electron\.\nelectron .* --home here\n$/,
    )
    expect(shown([], { WAYLAND_DISPLAY: 'wayland-0' })).toContain('Starting the desktop shell')
    expect(shown([], {})).toMatch(/^No display here: .*\ncli start --open\n$/)
    expect(shown(['--no-open'], { DISPLAY: ':1' })).toMatch(/^--no-open is for the daemon: /)
    rmSync(join(root, 'node_modules/electron/dist/electron'))
    expect(shown([], { DISPLAY: ':1' })).toMatch(/^No Electron here: .*\ncli start --open\n$/)
  })
})

describe('the launchers in a clone', () => {
  it('install what the lockfile asks for, once', () => {
    aClone({ npm: INSTALLS })
    const first = launch('start.mjs')
    const second = launch('start.mjs')
    expect(first).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(/^Installing packages\nInstalled packages/),
    })
    expect(second).toMatchObject({ status: 0, stderr: '' })
    expect(installs()).toBe('ci ')
  })

  it('install again when the lockfile changes', () => {
    aClone({ npm: INSTALLS })
    launch('start.mjs')
    write('package-lock.json', lockfile('1.0.1'))
    launch('start.mjs')
    expect(installs()).toBe('ci ci ')
  })

  it('accept what somebody installed by hand', () => {
    aClone({ npm: INSTALLS })
    write('node_modules/.package-lock.json', lockfile('1.0.0'))
    expect(launch('start.mjs')).toMatchObject({ status: 0, stderr: '' })
  })

  it('wait for one another instead of installing twice', async () => {
    aClone({ npm: `${INSTALLS}\nawait new Promise((resolve) => setTimeout(resolve, 700))` })
    const both = [0, 1].map(() =>
      spawn(process.execPath, [join(root, 'src-main/cli/launch/start.mjs')], {
        stdio: 'ignore',
        env: { ...process.env, npm_execpath: join(root, 'npm-cli.js') },
      }),
    )
    expect(await Promise.all(both.map((child) => once(child, 'exit')))).toEqual([
      [0, null],
      [0, null],
    ])
    expect(installs()).toBe('ci ')
  })

  it('do not wait for a launcher that died while installing', () => {
    aClone({ npm: INSTALLS })
    const dead = spawnSync(process.execPath, ['-e', '']).pid
    write('.install.lock', String(dead))
    expect(launch('start.mjs')).toMatchObject({ status: 0 })
  })

  it('show what npm said and what to do when the registry cannot be reached', () => {
    aClone({ npm: `console.error('npm error code ENOTFOUND'); process.exit(1)` })
    const { status, stderr } = launch('start.mjs')
    expect(status).toBe(1)
    expect(stderr).toContain('npm error code ENOTFOUND')
    expect(stderr).toContain('Check the connection')
  })
})

describe('npm start', () => {
  it('says which shell starts and why, and passes what was asked on to the CLI', () => {
    write('dist/cli.js', `console.log('cli', ...process.argv.slice(2))`)
    expect(launch('start.mjs', ['--home', 'here', '--no-open'])).toMatchObject({
      status: 0,
      stdout:
        'No desktop shell in this build: starting the daemon with the console in the browser.\n' +
        'cli start --open --home here --no-open\n',
    })
  })

  it('ends as the CLI ends', () => {
    write('dist/cli.js', `process.exitCode = 7`)
    expect(launch('start.mjs')).toMatchObject({ status: 7 })
  })

  it('is stopped by one signal, seen once', async () => {
    write(
      'dist/cli.js',
      `let seen = 0
       process.on('SIGTERM', () => { console.log('stop', ++seen); setTimeout(() => process.exit(0), 300) })
       setInterval(() => {}, 1000)
       console.log('ready')`,
    )
    const child = spawn(process.execPath, [join(root, 'src-main/cli/launch/start.mjs')])
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      if (chunk.includes('ready')) child.kill('SIGTERM')
      output += chunk.toString()
    })
    expect(await once(child, 'exit')).toEqual([0, null])
    expect(output.match(/stop \d/g)).toEqual(['stop 1'])
  })
})

describe('the command', () => {
  it('runs the CLI in its own process, with the way to a Node that opens the core', () => {
    write('dist/cli.js', `console.log(process.argv.slice(2).join(), process.env.INTERLOCK_NODE24)`)
    expect(launch('interlock.mjs', ['jobs', 'list'])).toMatchObject({
      status: 0,
      stdout: `jobs,list ${process.execPath}\n`,
    })
  })

  it('says what is missing when there is no build', () => {
    const { status, stderr } = launch('interlock.mjs', ['status'])
    expect(status).toBe(1)
    expect(stderr).toContain('dist')
  })
})

describe('the stamp of the sources', () => {
  beforeEach(() => {
    write('schemas/a.ts', '')
    for (const file of ['package-lock.json', 'vite.build.ts', 'vite.node.config.ts', 'vite.renderer.config.ts'])
      write(file, '')
  })

  it('changes with a source, also when an older one is put back', () => {
    const before = sourceStamp(root)
    utimesSync(join(root, 'schemas/a.ts'), 1000, 1000)
    expect(sourceStamp(root)).not.toBe(before)
  })

  it('changes when a source is added or removed', () => {
    const before = sourceStamp(root)
    write('schemas/b.ts', '')
    expect(sourceStamp(root)).not.toBe(before)
    rmSync(join(root, 'schemas/b.ts'))
    expect(sourceStamp(root)).toBe(before)
  })

  it('does not change with a test', () => {
    const before = sourceStamp(root)
    write('schemas/a.test.ts', '')
    expect(sourceStamp(root)).toBe(before)
  })
})
