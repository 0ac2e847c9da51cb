import { expect, it } from 'vitest'
import { aJob } from '../support/jobs.ts'
import { testCore } from '../support/test-core.ts'
import { enqueued, until } from '../support/wait.ts'
import { addWaiting } from '../operations/ask.ts'

it('counts the states of a word that every job has: exact up to 10,000, and the rare ones wherever they lie', async () => {
  const { core } = await testCore({ slots: 0 })
  const queued = [await enqueued(core, aJob())]
  const waiting = await addWaiting(core, 10_040)
  queued.push(await enqueued(core, aJob()))
  const cancelled = [...waiting.slice(0, 3), ...waiting.slice(5000, 5020), ...waiting.slice(-3)]
  for (const id of cancelled) await core.jobs.cancel(id, 'operator')
  await until(
    'all of it is in the index',
    async () => (await core.jobs.counts({ q: 'compactor' })).counts.queued === 2 && true,
    60_000,
  )
  const known = { scheduled: 10_000, cancelled: cancelled.length, queued: 2, running: 0, failed: 0 }
  for (const q of ['compactor', 'compact', 'com', 'doc_comp', 'demo readme'])
    expect({ q, ...(await core.jobs.counts({ q })) }).toMatchObject({ q, counts: known, capped_at: 10_000 })
  const found = await core.jobs.list({ filter: { q: 'compact', state: ['cancelled'] }, limit: 200 })
  expect(found.items.map(({ id }) => id)).toEqual(cancelled.toReversed())
  expect((await core.jobs.counts({ q: waiting[0] ?? '' })).counts).toMatchObject({ cancelled: 1, scheduled: 0 })
}, 120_000)
