import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createLogFile } from './log-file.ts'

function aLog(options: { maxBytes?: number; keep?: number } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-log-'))
  const path = join(folder, 'interlock.log')
  const log = createLogFile({ path, ...options })
  onTestFinished(() => {
    log.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return { folder, path, log, read: (name = 'interlock.log') => readFileSync(join(folder, name), 'utf8') }
}

it('appends lines to a file its owner alone may read', () => {
  const { log, path, read } = aLog()
  log.write('one\n')
  log.write('two\n')
  expect(read()).toBe('one\ntwo\n')
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

it('goes on where an earlier life ended', () => {
  const { log, path, read } = aLog()
  log.write('one\n')
  log.close()
  const next = createLogFile({ path })
  next.write('two\n')
  next.close()
  expect(read()).toBe('one\ntwo\n')
})

it('puts a full file aside and keeps only so many', () => {
  const { log, folder, read } = aLog({ maxBytes: 8, keep: 2 })
  for (const line of ['aaaaaa\n', 'bbbbbb\n', 'cccccc\n', 'dddddd\n']) log.write(line)
  expect(readdirSync(folder).toSorted()).toEqual(['interlock.log', 'interlock.log.1', 'interlock.log.2'])
  expect([read(), read('interlock.log.1'), read('interlock.log.2')]).toEqual(['dddddd\n', 'cccccc\n', 'bbbbbb\n'])
})

it('takes a line longer than a whole file', () => {
  const { log, read } = aLog({ maxBytes: 8, keep: 1 })
  log.write(`${'x'.repeat(20)}\n`)
  log.write('y\n')
  expect([read(), read('interlock.log.1')]).toEqual(['y\n', `${'x'.repeat(20)}\n`])
})

it('says how many lines were lost while it could not be written', () => {
  const { log, path, read } = aLog()
  mkdirSync(path)
  log.write('lost\n')
  log.write('lost too\n')
  rmdirSync(path)
  log.write('kept\n')
  expect(read()).toMatch(/^\{.*"2 lines were lost"\}\nkept\n$/)
})
