import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { isInterlockError } from '#schemas'
import { createReader, type Reader } from './reader.ts'

/** A reader whose thread answers `echo`, ends by an error at `break`, and never answers anything else. */
function aReader(): Reader {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-reader-'))
  const entry = join(folder, 'entry.mjs')
  writeFileSync(
    entry,
    `import { parentPort } from 'node:worker_threads'
parentPort.on('message', ({ id, task }) => {
  if (task === 'break') throw new Error('broken')
  if (task === 'echo') parentPort.postMessage({ id, value: 'here' })
})`,
  )
  const reader = createReader(entry, join(folder, 'none.db'), [{ what: 'searches', most: 2, tasks: ['search'] }])
  onTestFinished(async () => {
    await reader.close()
    rmSync(folder, { recursive: true })
  })
  return reader
}

it('answers what is asked for between the error of a thread and its exit', async () => {
  const reader = aReader()
  for (let round = 0; round < 5; round += 1) {
    await expect(reader.run('break', null)).rejects.toThrow('broken')
    expect(await reader.run('echo', null)).toBe('here')
  }
})

it('says that the core stops to who still waits when it is closed', async () => {
  const reader = aReader()
  const search = reader.run('search', null).catch((error: unknown) => error)
  await reader.close()
  expect(isInterlockError(await search, 'core_stopping')).toBe(true)
  await expect(reader.run('echo', null)).rejects.toMatchObject({ code: 'core_stopping' })
})

it('refuses more than are worked on at a time, given up or not, and nothing else', async () => {
  const reader = aReader()
  const abort = new AbortController()
  const searches = [reader.run('search', null, abort.signal), reader.run('search', null, abort.signal)]
  const ends = Promise.allSettled(searches)
  abort.abort()
  expect((await ends).every(({ status }) => status === 'rejected')).toBe(true)
  await expect(reader.run('search', null)).rejects.toMatchObject({ code: 'too_many_requests' })
  expect(await reader.run('echo', null)).toBe('here')
})
