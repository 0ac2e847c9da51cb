import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createClock } from '#schemas/format'
import { createLedger, openReadOnly, openStore } from '#core/record'
import { page, spanOf } from './ledger-rows.ts'

it('ends where the ledger ended when it was asked, of all of it as of one job', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-rows-'))
  const clock = createClock()
  const path = join(folder, 'interlock.db')
  const store = openStore(path, clock)
  const database = openReadOnly(path)
  onTestFinished(async () => {
    database.close()
    await store.close()
    rmSync(folder, { recursive: true })
  })
  const ledger = createLedger(store, clock)
  const append = () =>
    store.write((write) => {
      ledger.append(write, 'core.stopped', { reason: 'x' }, { actor: 'core' })
      ledger.append(write, 'job.cancelled', { cause: 'operator' }, { actor: 'cli', job: 'job-1' })
    })
  expect(page(database, 0, spanOf(database, null))).toEqual([])
  await append()
  const [all, one] = [spanOf(database, null), spanOf(database, 'job-1')]
  await append()
  expect(page(database, 0, all).map(({ seq }) => seq)).toEqual([1, 2])
  expect(page(database, 0, one).map(({ seq }) => seq)).toEqual([2])
  expect(page(database, 0, spanOf(database, 'job-1')).map(({ seq }) => seq)).toEqual([2, 4])
})
