import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { prepareRunFolder, writePrivate } from './private-files.ts'

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-private-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

it('makes run/ for its owner alone', () => {
  const run = prepareRunFolder(aFolder())
  expect(statSync(run).mode & 0o777).toBe(0o700)
})

it('closes a run/ that others could enter', () => {
  const home = aFolder()
  mkdirSync(join(home, 'run'))
  chmodSync(join(home, 'run'), 0o777)
  expect(statSync(prepareRunFolder(home)).mode & 0o777).toBe(0o700)
})

it('refuses a run/ that leads elsewhere', () => {
  const [home, elsewhere] = [aFolder(), aFolder()]
  symlinkSync(elsewhere, join(home, 'run'))
  expect(() => prepareRunFolder(home)).toThrow('is not a folder of its own')
})

it('refuses a run/ that is a file', () => {
  const home = aFolder()
  writeFileSync(join(home, 'run'), '')
  expect(() => prepareRunFolder(home)).toThrow('is not a folder of its own')
})

it('writes a secret for its owner alone, even over a file or link somebody left', () => {
  const [folder, elsewhere] = [aFolder(), aFolder()]
  const target = join(elsewhere, 'target')
  writeFileSync(target, 'untouched')
  symlinkSync(target, join(folder, 'token'))
  writePrivate(join(folder, 'token'), 'secret')
  expect(readFileSync(target, 'utf8')).toBe('untouched')
  expect(readFileSync(join(folder, 'token'), 'utf8')).toBe('secret')
  expect(statSync(join(folder, 'token')).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder)).toEqual(['token'])
})
