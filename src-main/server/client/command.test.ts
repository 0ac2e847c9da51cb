import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { commandFor, commandOf } from './command.ts'
import { chooseHome } from './home.ts'

let place = ''
let root = ''
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'interlock-command-'))
  root = join(place, 'my clone')
  mkdirSync(join(root, 'src-main', 'cli', 'launch'), { recursive: true })
  writeFileSync(join(root, 'src-main', 'cli', 'launch', 'interlock.mjs'), '')
  mkdirSync(join(place, 'bin'))
})
afterEach(() => rmSync(place, { recursive: true }))

const launcher = () => join(root, 'src-main', 'cli', 'launch', 'interlock.mjs')

it('is the name where the PATH leads to this installation', () => {
  symlinkSync(launcher(), join(place, 'bin', 'interlock'))
  expect(commandOf(root, { PATH: join(place, 'bin') })).toBe('interlock')
})

it('is the launcher in a clone, or where the name leads elsewhere', () => {
  writeFileSync(join(place, 'bin', 'node'), '')
  expect(commandOf(root, { PATH: join(place, 'bin') })).toBe(`node '${launcher()}'`)
  writeFileSync(join(place, 'bin', 'interlock'), '')
  expect(commandOf(root, { PATH: join(place, 'bin') })).toBe(`node '${launcher()}'`)
})

it('names its own Node where the PATH has none', () => {
  expect(commandOf(root, {})).toBe(`${process.execPath} '${launcher()}'`)
})

it('names the data directory unless it is the usual one', () => {
  const command = commandOf(root, {})
  expect(commandFor(root, chooseHome(undefined, {}), {})).toBe(command)
  expect(commandFor(root, '/srv/my data', {})).toBe(`${command} --home '/srv/my data'`)
})

it('is that of the package where there is no launcher of a clone: its own, or its program with `cli`', () => {
  const app = join(place, 'My Interlock.app', 'Contents')
  const own = {
    platform: 'darwin',
    execPath: join(app, 'MacOS', 'Interlock'),
    versions: { electron: '45.4.1' },
  } as const
  const packed = join(place, 'app.asar')
  expect(commandOf(packed, {}, own)).toBe(`'${own.execPath}' -- cli`)
  mkdirSync(join(app, 'Resources', 'bin'), { recursive: true })
  mkdirSync(join(app, 'MacOS'))
  const its = join(app, 'Resources', 'bin', 'interlock')
  writeFileSync(its, '')
  expect(commandOf(packed, {}, own)).toBe(`'${realpathSync(its)}'`)
  expect(commandOf(packed, { PATH: join(app, 'Resources', 'bin') }, own)).toBe('interlock')
  const image = { APPIMAGE: '/home/me/Interlock.AppImage', APPDIR: '/tmp/.mount_x' }
  expect(commandOf(packed, image, { ...own, platform: 'linux', execPath: '/tmp/.mount_x/interlock' })).toBe(
    '/home/me/Interlock.AppImage -- cli',
  )
})
