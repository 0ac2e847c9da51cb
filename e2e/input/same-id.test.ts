import { describe, expect, it } from 'vitest'
import type { Core } from '#core'
import { type JobSpecInput, type JobState, READ_ONLY_POLICY } from '#schemas'
import { aJob, aScript } from '../support/jobs.ts'
import { testCore } from '../support/test-core.ts'
import { enqueued, eventsOf, inState, settled, until } from '../support/wait.ts'

/** A long retry wait and a quick restart, so that a job stays where the test put it. */
const limits = { retryMinMs: 60_000, restartMinMs: 50 }
const later = '2100-01-01T00:00:00Z'

/** How a job gets into each state it can be met in. */
const ways: Partial<Record<JobState, { spec: JobSpecInput; bring: (core: Core, id: string) => Promise<unknown> }>> = {
  scheduled: { spec: aJob({ run_at: later }), bring: (core, id) => inState(core, id, 'scheduled') },
  queued: { spec: aJob({ requires: ['gpu'] }), bring: (core, id) => inState(core, id, 'queued') },
  running: { spec: aScript('sleep 60'), bring: (core, id) => inState(core, id, 'running') },
  retrying: {
    spec: aScript('sleep 60'),
    async bring(core, id) {
      await inState(core, id, 'running')
      process.kill(core.workers.list()[0]?.pid ?? 0, 'SIGKILL')
      await inState(core, id, 'retrying')
    },
  },
  held: {
    spec: aScript('sleep 60'),
    async bring(core, id) {
      await inState(core, id, 'running')
      await core.killSwitch.engage({ hard: true }, 'operator')
      await inState(core, id, 'held')
    },
  },
  succeeded: { spec: aJob(), bring: settled },
  failed: { spec: aScript('true', { policy: READ_ONLY_POLICY }), bring: settled },
  cancelled: { spec: aJob({ run_at: later }), bring: (core, id) => core.jobs.cancel(id, 'operator') },
}

describe.each(Object.entries(ways))('a job that is %s', (state, { spec, bring }) => {
  it('is what the same content gives again, and a conflict for other content, under its id and its key', async () => {
    const { core } = await testCore({ limits })
    const wanted = { ...spec, id: 'job-same', idempotency_key: 'key-same' }
    expect(await core.jobs.enqueue(wanted, 'operator')).toMatchObject({ created: true })
    await bring(core, 'job-same')
    const before = core.jobs.get('job-same').job
    expect(before.state).toBe(state)

    for (const same of [wanted, { ...spec, id: 'job-same' }, { ...spec, idempotency_key: 'key-same' }])
      expect(await core.jobs.enqueue(same, 'cli')).toMatchObject({ created: false, job: { id: 'job-same', state } })
    for (const [by, value] of [
      ['id', 'job-same'],
      ['idempotency_key', 'key-same'],
    ] as const)
      await expect(core.jobs.enqueue({ ...spec, priority: 5, [by]: value }, 'cli')).rejects.toMatchObject({
        code: 'job_conflict',
        data: { by, value, job: 'job-same', state },
      })

    expect(await eventsOf(core, { kind: ['job.enqueued'] })).toHaveLength(1)
    // What a worker uses and why a job waits change by themselves meanwhile.
    const still = { usage: null, waiting_reason: null }
    expect({ ...core.jobs.get('job-same').job, ...still }).toEqual({ ...before, ...still })
  })
})

describe('the same content', () => {
  it('may be written in another order and with its defaults', async () => {
    const { core } = await testCore({ slots: 0 })
    const spec = aJob({ id: 'job-same', meta: { a: 1, b: { c: 2, d: 3 } } })
    await core.jobs.enqueue(spec, 'operator')
    const rewritten = Object.fromEntries(Object.entries({ ...spec, priority: 0, max_attempts: 3 }).toReversed())
    expect(await core.jobs.enqueue({ ...rewritten, meta: { b: { d: 3, c: 2 }, a: 1 } }, 'operator')).toMatchObject({
      created: false,
    })
  })

  it('may leave out the only workspace', async () => {
    const { core } = await testCore({ slots: 0 })
    const { workspace: _, ...rest } = aJob({ id: 'job-same' })
    await core.jobs.enqueue(rest, 'operator')
    expect(await core.jobs.enqueue(aJob({ id: 'job-same' }), 'operator')).toMatchObject({ created: false })
  })

  it('is one job however many ask for it at once', async () => {
    const { core } = await testCore({ slots: 0 })
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => core.jobs.enqueue(aJob({ idempotency_key: 'once' }), 'operator')),
    )
    expect(answers.filter(({ created }) => created)).toHaveLength(1)
    expect(new Set(answers.map(({ job }) => job.id)).size).toBe(1)
    expect(core.status().counts.queued).toBe(1)
  })

  it('with other notes is other content', async () => {
    const { core } = await testCore({ slots: 0 })
    await enqueued(core, aJob({ id: 'job-same', meta: { try: 1 } }))
    await expect(core.jobs.enqueue(aJob({ id: 'job-same', meta: { try: 2 } }), 'operator')).rejects.toMatchObject({
      code: 'job_conflict',
    })
  })

  it('without id or key is another job', async () => {
    const { core } = await testCore({ slots: 0 })
    expect(await enqueued(core, aJob())).not.toBe(await enqueued(core, aJob()))
    await until('both are counted', () => core.status().counts.queued === 2)
  })
})
