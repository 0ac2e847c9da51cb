import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createLedger, openStore } from '#core/record'
import { createClock } from '#schemas/format'
import { settled } from './settled.ts'

it('fails its caller alone when the job cannot be shown any more', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-settled-'))
  const clock = createClock()
  const store = openStore(join(folder, 'interlock.db'), clock)
  onTestFinished(async () => {
    await store.close()
    rmSync(folder, { recursive: true })
  })
  const ledger = createLedger(store, clock)
  const heard: string[] = []
  const waiting = settled(
    ledger,
    'job-1',
    () => {
      if (ledger.head().seq === 0) return { state: 'queued' as const }
      throw new Error('damaged')
    },
    new AbortController().signal,
  )
  ledger.onAppend((appended) => heard.push(...appended.map(({ kind }) => kind)))
  const outcome = waiting.catch((error: unknown) => error)
  await store.write((write) =>
    ledger.append(write, 'job.cancelled', { cause: 'operator' }, { actor: 'cli', job: 'job-1' }),
  )
  expect(await outcome).toMatchObject({ message: 'damaged' })
  expect(heard).toEqual(['job.cancelled'])
})
