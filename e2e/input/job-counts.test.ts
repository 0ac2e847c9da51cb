import { expect, it } from 'vitest'
import { aJob, anIndex } from '../support/jobs.ts'
import { testCore } from '../support/test-core.ts'
import { enqueued } from '../support/wait.ts'

it('counts per state what other filters leave, by type and by everything else', async () => {
  const { core } = await testCore({ slots: 0 })
  const [cancelled] = [await enqueued(core, anIndex()), await enqueued(core, anIndex()), await enqueued(core, aJob())]
  await core.jobs.cancel(cancelled, 'operator')
  const counted = async (filter: Parameters<typeof core.jobs.counts>[0]) => {
    const { counts, capped_at } = await core.jobs.counts(filter)
    expect(capped_at).toBeNull()
    return Object.fromEntries(Object.entries(counts).filter(([, n]) => n > 0))
  }
  expect(await counted(undefined)).toEqual({ queued: 2, cancelled: 1 })
  expect(await counted({ type: ['repo_index_task'] })).toEqual({ queued: 1, cancelled: 1 })
  expect(await counted({ type: ['repo_index_task', 'doc_compactor_task'] })).toEqual({ queued: 2, cancelled: 1 })
  expect(await counted({ type: ['test_runner_task'] })).toEqual({})
  expect(await counted({ workspace: ['demo'], type: ['doc_compactor_task'] })).toEqual({ queued: 1 })
  expect(await counted({ workspace: ['other'] })).toEqual({})
})
