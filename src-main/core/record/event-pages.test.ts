import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createClock } from '#schemas/format'
import { createEventPages } from './event-pages.ts'
import { createLedger } from './ledger.ts'
import { openStore } from './store.ts'

async function pagesOf(kinds: string) {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-pages-'))
  const clock = createClock()
  const store = openStore(join(folder, 'interlock.db'), clock)
  onTestFinished(async () => {
    await store.close()
    rmSync(folder, { recursive: true })
  })
  const ledger = createLedger(store, clock)
  await store.write((write) => {
    for (const kind of kinds) {
      if (kind === 's') ledger.append(write, 'core.stopped', { reason: 'x' }, { actor: 'core' })
      else if (kind === 'w') ledger.append(write, 'core.swept', { processes: 0, runs: [] }, { actor: 'core' })
      else ledger.append(write, 'job.cancelled', { cause: 'operator' }, { actor: 'cli', job: 'job-1' })
    }
  })
  const page = createEventPages(store)
  return (query: Parameters<typeof page>[0]) => page(query).map(({ seq }) => seq)
}

it('merges kinds in the order of the ledger, from either end', async () => {
  const seqs = await pagesOf('swcswcswc')
  const filter = { kind: ['core.stopped', 'core.swept', 'core.stopped'] }
  expect(seqs({ filter, limit: 3 })).toEqual([8, 7, 5, 4])
  expect(seqs({ filter, before: 5, limit: 9 })).toEqual([4, 2, 1])
  expect(seqs({ filter, after: 2, limit: 2 })).toEqual([4, 5, 7])
  expect(seqs({ filter: { ...filter, actor: 'cli' }, limit: 9 })).toEqual([])
})

it('narrows the rows of a job by kind', async () => {
  const seqs = await pagesOf('scsc')
  expect(seqs({ filter: { job: 'job-1', kind: ['job.cancelled'] }, limit: 9 })).toEqual([4, 2])
  expect(seqs({ filter: { job: 'job-1', kind: ['core.stopped'] }, limit: 9 })).toEqual([])
})
