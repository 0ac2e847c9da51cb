import {
  closeSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openLog } from './log-file.ts'

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-log-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function logged(path: string, text: string): void {
  const log = openLog(path)
  writeSync(log, text)
  closeSync(log)
}

const modeOf = (path: string) => statSync(path).mode & 0o777

it('is private, also where others could read the file that is there', () => {
  const folder = aFolder()
  const path = join(folder, 'sub', 'scheduler.log')
  logged(path, 'one\n')
  expect([modeOf(path), modeOf(join(folder, 'sub'))]).toEqual([0o600, 0o700])
  const shared = join(folder, 'shared.log')
  writeFileSync(shared, 'one\n', { mode: 0o644 })
  logged(shared, 'two\n')
  expect(readFileSync(shared, 'utf8')).toBe('one\ntwo\n')
  expect(modeOf(shared)).toBe(0o600)
})

it('is put aside when it is large, as private as the next one', () => {
  const path = join(aFolder(), 'scheduler.log')
  writeFileSync(path, '', { mode: 0o644 })
  truncateSync(path, 6 * 1024 * 1024)
  logged(path, 'new\n')
  expect(readFileSync(path, 'utf8')).toBe('new\n')
  expect([modeOf(path), modeOf(`${path}.1`)]).toEqual([0o600, 0o600])
})

it('is nothing but a file of this user: no link, no device, no folder', () => {
  const folder = aFolder()
  writeFileSync(join(folder, 'precious'), 'kept')
  symlinkSync(join(folder, 'precious'), join(folder, 'link'))
  for (const path of [join(folder, 'link'), '/dev/null', folder])
    expect(() => openLog(path)).toThrow(`${path} cannot be the log`)
  expect(readFileSync(join(folder, 'precious'), 'utf8')).toBe('kept')
})
