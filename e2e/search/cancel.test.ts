import { expect, it } from 'vitest'
import { aJob } from '../support/jobs.ts'
import { testCore } from '../support/test-core.ts'
import { enqueued } from '../support/wait.ts'

it('a search that is given up ends with the reason of its signal, and the next one is answered', async () => {
  const { core } = await testCore({ slots: 0 })
  const id = await enqueued(core, aJob())
  const filter = { type: ['doc_compactor_task' as const] }
  const asks: ((signal: AbortSignal) => Promise<unknown>)[] = [
    (signal) => core.jobs.list({ filter, limit: 10 }, signal),
    (signal) => core.jobs.counts(filter, signal),
    (signal) => core.events.page({ filter: { actor: 'nobody' }, limit: 10 }, signal),
    (signal) => core.artifacts.list({ filter: { kind: ['repo_index'] }, limit: 10 }, signal),
    (signal) => core.artifacts.counts({ kind: ['repo_index'] }, signal),
    (signal) => core.stats.overview({ range: '24h', zone: 'UTC' }, signal),
  ]
  for (const ask of asks) {
    const given = new AbortController()
    const reason = new Error('the operator types on')
    const asked = ask(given.signal)
    given.abort(reason)
    await expect(asked).rejects.toBe(reason)
    await expect(ask(AbortSignal.abort(reason))).rejects.toBe(reason)
    await expect(ask(new AbortController().signal)).resolves.toBeDefined()
  }
  expect((await core.jobs.list({ filter, limit: 10 })).items.map((job) => job.id)).toEqual([id])
})

it('finds the jobs of a span of time, from both ends of it', async () => {
  const { core } = await testCore({ slots: 0 })
  const ids: string[] = []
  for (let n = 0; n < 9; n += 1) {
    ids.push(await enqueued(core, aJob()))
    await new Promise((resolve) => setTimeout(resolve, 3))
  }
  const at = (n: number) => core.jobs.get(ids[n] ?? '').job.created_at
  const list = async (order: 'newest' | 'oldest') =>
    (await core.jobs.list({ filter: { since: at(2), until: at(6) }, order, limit: 3 })).items.map(({ id }) => id)
  expect(await list('oldest')).toEqual(ids.slice(2, 5))
  expect(await list('newest')).toEqual(ids.slice(3, 6).toReversed())
  expect((await core.jobs.counts({ since: at(2), until: at(6) })).counts.queued).toBe(4)
})
