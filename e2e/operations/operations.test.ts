import { describe, expect, it } from 'vitest'
import type { Core } from '#core'
import { isInterlockError, type OperationRequest, READ_ONLY_POLICY } from '#schemas'
import { createClock } from '#schemas/format'
import { aJob, aScript, BUDGETS } from '../support/jobs.ts'
import { testCore } from '../support/test-core.ts'
import { enqueued, eventsOf, inState, settled, until } from '../support/wait.ts'
import { addWaiting, begin, ended, LATER, perform, undo } from './ask.ts'

const stateOf = (core: Core, id: string) => core.jobs.get(id).job.state
const code = (expected: string) => expect.objectContaining({ code: expected })

describe('a preview', () => {
  it('says of all that match what would become of it, and why the rest stays', async () => {
    const { core } = await testCore({ slots: 1 })
    const done = await enqueued(core, aScript('true'))
    await settled(core, done)
    const running = await enqueued(core, aScript('sleep 60'))
    await inState(core, running, 'running')
    const queued = await enqueued(core, aJob({ priority: 4 }))
    const later = await enqueued(core, aJob({ run_at: LATER }))
    const all = { filter: {} }

    expect(await core.operations.preview({ act: 'cancel', ...all })).toMatchObject({
      matched: 4,
      changing: 3,
      changes: expect.arrayContaining([
        { outcome: 'stopping', state: 'running', count: 1, examples: [running] },
        { outcome: 'cancelled', state: 'queued', count: 1, examples: [queued] },
        { outcome: 'cancelled', state: 'scheduled', count: 1, examples: [later] },
      ]),
      skipped: [{ why: 'ended', state: 'succeeded', count: 1, examples: [done] }],
    })
    expect(await core.operations.preview({ act: 'retry', ...all })).toMatchObject({
      changes: [{ outcome: 'queued', state: 'scheduled', count: 1 }],
      skipped: expect.arrayContaining([
        { why: 'ended', state: 'succeeded', count: 1, examples: [done] },
        { why: 'running', state: 'running', count: 1, examples: [running] },
        { why: 'queued_already', state: 'queued', count: 1, examples: [queued] },
      ]),
    })
    expect(
      await core.operations.preview({ act: 'priority', priority: 4, ids: [queued, later, 'job-none'] }),
    ).toMatchObject({
      matched: 2,
      changing: 1,
      skipped: expect.arrayContaining([
        { why: 'same_priority', state: 'queued', count: 1, examples: [queued] },
        { why: 'not_there', state: null, count: 1, examples: ['job-none'] },
      ]),
    })
    expect(await core.operations.preview({ act: 'cancel', filter: {}, except: [queued, running] })).toMatchObject({
      changing: 1,
    })
    await core.jobs.cancel(running, 'operator')
  })

  it('binds: what is not any more as it said is refused, with a new one', async () => {
    const { core } = await testCore({ slots: 0 })
    const [first = '', second = ''] = await addWaiting(core, 2)
    const request: OperationRequest = { act: 'cancel', filter: {} }
    const preview = await core.operations.preview(request)
    await core.jobs.requeue(first, 'operator')
    // Another state, but the same becomes of it.
    const again = await core.operations.preview({ ...request, head: preview.head })
    expect(again.token).toBe(preview.token)
    await core.jobs.cancel(second, 'operator')
    const refused = await core.operations
      .start({ ...request, token: preview.token, head: preview.head }, 'operator')
      .catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'preview_stale', data: { preview: { changing: 1, head: preview.head } } })
    expect(stateOf(core, first)).toBe('queued')
    expect(core.operations.list({ limit: 10 }).items).toEqual([])
    if (!isInterlockError(refused, 'preview_stale')) throw refused
    const { token, head } = refused.data.preview
    const started = await core.operations.start({ ...request, token, head }, 'operator')
    expect(await ended(core, started.id)).toMatchObject({ state: 'finished', changed: 1 })
  })

  it('leaves out what came after it was seen', async () => {
    const { core } = await testCore({ slots: 0 })
    const [seen = ''] = await addWaiting(core, 1)
    const { head } = await core.jobs.list({ limit: 1 })
    const [unseen = ''] = await addWaiting(core, 1)
    const preview = await core.operations.preview({ act: 'cancel', filter: {}, head })
    expect(preview).toMatchObject({ changing: 1, head })
    const { id } = await core.operations.start({ act: 'cancel', filter: {}, token: preview.token, head }, 'operator')
    await ended(core, id)
    expect([stateOf(core, seen), stateOf(core, unseen)]).toEqual(['cancelled', 'scheduled'])
  })

  it('is refused where it could not be understood', async () => {
    const { core } = await testCore({ slots: 0 })
    await expect(core.operations.stop('op-none')).rejects.toEqual(code('operation_not_found'))
    await expect(core.operations.undo('op-none', 'operator')).rejects.toEqual(code('operation_not_found'))
    expect(() => core.operations.list({ cursor: 'x', limit: 1 })).toThrow(code('cursor_unreadable'))
  })
})

describe('an operation', () => {
  it('touches exactly the jobs of its preview, which stay listed under it', async () => {
    const { core } = await testCore({ slots: 0 })
    const ids = await addWaiting(core, 2000)
    const others = await addWaiting(core, 20)
    const named = ids.slice(0, 500)
    await perform(core, { act: 'priority', priority: 9, ids: named })
    const request: OperationRequest = { act: 'cancel', filter: { state: ['scheduled'] }, except: others }
    const operation = await perform(core, request)
    expect(operation).toMatchObject({
      state: 'finished',
      planned: 2000,
      changed: 2000,
      left: [],
      filter: request.filter,
    })
    const cancelled = await eventsOf(core, { kind: ['job.cancelled'] })
    expect(new Set(cancelled.map(({ job_id }) => job_id))).toEqual(new Set(ids))
    expect(cancelled.every(({ payload }) => payload['operation'] === operation.id)).toBe(true)
    expect((await core.jobs.counts({ operation: operation.id })).counts.cancelled).toBe(2000)
    expect(await core.operations.preview({ act: 'retry', filter: { operation: operation.id } })).toMatchObject({
      changing: 2000,
    })
    expect((await core.jobs.list({ filter: { operation: operation.id, q: others[0]! }, limit: 5 })).items).toEqual([])
    const [newest] = core.operations.list({ limit: 1 }).items
    expect(newest).toEqual(operation)
  }, 60_000)

  it('goes on beside other work without holding it up, and can be stopped', async () => {
    const { core } = await testCore({ slots: 0 })
    await addWaiting(core, 4000)
    const { id } = await begin(core, { act: 'cancel', filter: {} })
    await expect(begin(core, { act: 'cancel', filter: {} })).rejects.toEqual(code('operation_running'))
    const added = await enqueued(core, aJob())
    const stopped = await core.operations.stop(id)
    expect(stopped).toMatchObject({ state: 'stopped', stopped_by: 'operator', planned: 4000 })
    const { counts } = await core.jobs.counts(undefined)
    expect(counts.cancelled).toBe(stopped.changed)
    expect(stopped.left).toEqual([{ why: 'not_reached', count: 4000 - stopped.changed, examples: [] }])
    expect(stateOf(core, added)).toBe('queued')
    await expect(core.operations.stop(id)).rejects.toEqual(code('operation_over'))
    expect(await undo(core, id)).toMatchObject({ state: 'undone', undone: { restored: stopped.changed, kept: [] } })
    expect((await core.jobs.counts(undefined)).counts.scheduled).toBe(4000)
  }, 60_000)

  it('tells what runs to stop, and cannot take that back', async () => {
    const { core } = await testCore({ slots: 1 })
    const running = await enqueued(core, aScript('sleep 60'))
    await inState(core, running, 'running')
    const [waiting = ''] = await addWaiting(core, 1)
    const { id } = await perform(core, { act: 'cancel', filter: {} })
    expect(await settled(core, running)).toMatchObject({ state: 'cancelled' })
    expect(await undo(core, id)).toMatchObject({
      undone: { restored: 1, kept: [{ why: 'no_inverse', count: 1, examples: [running] }] },
    })
    expect([stateOf(core, running), stateOf(core, waiting)]).toEqual(['cancelled', 'scheduled'])
  })

  it('tells those who follow', async () => {
    const { core } = await testCore({ slots: 0 })
    await addWaiting(core, 1)
    const topics = new Set<string>()
    const stop = new AbortController()
    const following = (async () => {
      for await (const batch of core.events.follow(core.status().ledger.seq, stop.signal))
        for (const topic of batch.topics) topics.add(topic)
    })()
    const { id } = await perform(core, { act: 'cancel', filter: {} })
    await until('the operation was told', () => topics.has('operations') && topics.has('jobs'))
    stop.abort()
    await following
    expect(
      (await eventsOf(core, { kind: ['operation.started', 'operation.finished'] })).map(
        ({ payload }) => payload['operation'],
      ),
    ).toEqual([id, id])
  })
})

describe('an undo', () => {
  it('makes each job what it was, and leaves those to which something has happened', async () => {
    const { core } = await testCore({ slots: 0, limits: { retryMinMs: 60_000 } })
    const queued = await enqueued(core, aJob({ requires: ['gpu'] }))
    const later = await enqueued(core, aJob({ run_at: LATER, priority: 3 }))
    const touched = await enqueued(core, aJob({ run_at: LATER }))
    const before = [queued, later].map((id) => core.jobs.get(id).job)
    const { id } = await perform(core, { act: 'cancel', filter: {} })
    await core.jobs.retry(touched, 'operator')
    await core.jobs.cancel(touched, 'operator')
    expect(await undo(core, id)).toMatchObject({
      undone: { restored: 2, kept: [{ why: 'changed_since', count: 1, examples: [touched] }] },
      undo_until: null,
    })
    expect([queued, later].map((each) => core.jobs.get(each).job)).toEqual(before)
    expect(stateOf(core, touched)).toBe('cancelled')
    await expect(core.operations.undo(id, 'operator')).rejects.toEqual(code('undo_over'))
  })

  it('brings a failure back with all it said, while no new run has begun', async () => {
    const { core } = await testCore({ slots: 1 })
    const failed = await enqueued(core, aScript('true', { policy: READ_ONLY_POLICY }))
    const before = await settled(core, failed)
    await core.killSwitch.engage({ hard: false }, 'operator')
    const { id } = await perform(core, { act: 'retry', filter: { state: ['failed'] } })
    expect(core.jobs.get(failed).job).toMatchObject({ state: 'queued', attempts: 0, outcome: null })
    await undo(core, id)
    expect(core.jobs.get(failed).job).toMatchObject(before)
    await core.killSwitch.release({ choice: 'requeue', except: [] }, 'operator')
    const again = await begin(core, { act: 'retry', filter: { state: ['failed'] } })
    await until('it has run again', () => core.jobs.get(failed).job.runs === 2)
    await settled(core, failed)
    expect(await undo(core, again.id)).toMatchObject({ undone: { restored: 0, kept: [{ why: 'changed_since' }] } })
  })

  it('gives the priority back that each had', async () => {
    const { core } = await testCore({ slots: 0 })
    const ids = [await enqueued(core, aJob({ priority: 1 })), await enqueued(core, aJob({ priority: -2 }))]
    const { id } = await perform(core, { act: 'priority', priority: 50, ids })
    expect(ids.map((each) => core.jobs.get(each).job.priority)).toEqual([50, 50])
    await core.jobs.setPriority(ids[0]!, 7, 'operator')
    expect(await undo(core, id)).toMatchObject({ undone: { restored: 1, kept: [{ why: 'changed_since', count: 1 }] } })
    expect(ids.map((each) => core.jobs.get(each).job.priority)).toEqual([7, -2])
  })

  it('leaves a priority that somebody set, even to what the operation had made it', async () => {
    const { core } = await testCore({ slots: 0 })
    const job = await enqueued(core, aJob({ priority: 3 }))
    const { id } = await perform(core, { act: 'priority', priority: 5, ids: [job] })
    await core.jobs.setPriority(job, 7, 'operator')
    await core.jobs.setPriority(job, 5, 'operator')
    expect(await undo(core, id)).toMatchObject({ undone: { restored: 0, kept: [{ why: 'changed_since', count: 1 }] } })
    expect(core.jobs.get(job).job.priority).toBe(5)
  })

  it('is not held up by what does not concern it: a priority, or a decision about what the job made', async () => {
    const { core } = await testCore({ slots: 1 })
    const job = await enqueued(
      core,
      aScript('echo made; sleep 9', { priority: 3, budgets: { ...BUDGETS, max_wall_time_sec: 1 } }),
    )
    const before = await settled(core, job)
    expect(before.state).toBe('failed')
    const made = core.jobs.get(job).artifacts
    expect(made).not.toEqual([])
    await core.killSwitch.engage({ hard: false }, 'operator')
    const { id } = await perform(core, { act: 'retry', ids: [job] })
    await core.jobs.setPriority(job, 8, 'operator')
    expect(await core.artifacts.decide({ items: made, act: 'reject' }, 'operator')).toMatchObject({ refused: [] })
    expect(await undo(core, id)).toMatchObject({ undone: { restored: 1, kept: [] } })
    expect(core.jobs.get(job).job).toMatchObject({ ...before, priority: 8 })
  })

  it('is not possible any more after 20 s, or where nothing was done', async () => {
    let ahead = 0
    const clock = createClock()
    const { core } = await testCore({ slots: 0, clock: { ...clock, now: () => clock.now() + ahead } })
    await addWaiting(core, 1)
    const operation = await perform(core, { act: 'cancel', filter: {} })
    expect(Date.parse(operation.undo_until!) - Date.parse(operation.ended_at!)).toBe(20_000)
    ahead = 21_000
    await expect(core.operations.undo(operation.id, 'operator')).rejects.toEqual(code('undo_over'))
    const none = await perform(core, { act: 'requeue', filter: {} })
    expect(none).toMatchObject({ planned: 0, changed: 0, undo_until: null })
  })

  it('of one cancel asks that nothing else has happened, a release of the kill switch included', async () => {
    const { core } = await testCore({ slots: 1 })
    const held = await enqueued(core, aScript('sleep 60'))
    await inState(core, held, 'running')
    await core.killSwitch.engage({ hard: true }, 'operator')
    await inState(core, held, 'held')
    await core.jobs.cancel(held, 'operator')
    expect(await core.jobs.restore(held, 'operator')).toMatchObject({ state: 'held', held_reason: 'kill_switch' })
    await core.jobs.cancel(held, 'operator')
    await core.killSwitch.release({ choice: 'requeue', except: [] }, 'operator')
    await expect(core.jobs.restore(held, 'operator')).rejects.toEqual(code('restore_impossible'))
    const fresh = await enqueued(core, aJob({ run_at: LATER }))
    await expect(core.jobs.restore(fresh, 'operator')).rejects.toMatchObject({ data: { why: 'not_cancelled' } })
  })
})

describe('single acts', () => {
  it('requeue keeps the attempts that are used, retry gives them back', async () => {
    const { core } = await testCore({ slots: 1, limits: { retryMinMs: 3_600_000, retryMaxMs: 3_600_000 } })
    const job = await enqueued(
      core,
      aScript('sleep 9', {
        retry_on: ['timed_out'],
        budgets: { max_wall_time_sec: 1, max_tool_calls: 9, max_output_bytes: 65_536, max_concurrency_slots: 1 },
      }),
    )
    await inState(core, job, 'retrying')
    await core.killSwitch.engage({ hard: false }, 'operator')
    expect(await core.jobs.requeue(job, 'operator')).toMatchObject({ state: 'queued', attempts: 1 })
    await core.jobs.cancel(job, 'operator')
    await expect(core.jobs.requeue(job, 'operator')).rejects.toEqual(code('state_conflict'))
    expect(await core.jobs.retry(job, 'operator')).toMatchObject({ state: 'queued', attempts: 0 })
  }, 30_000)

  it('change the priority of what has not ended, and so the order of claims', async () => {
    const { core } = await testCore({ slots: 0 })
    const job = await enqueued(core, aJob())
    expect(await core.jobs.setPriority(job, 12, 'cli')).toMatchObject({ priority: 12 })
    await core.jobs.setPriority(job, 12, 'cli')
    expect(await eventsOf(core, { kind: ['job.priority_set'] })).toMatchObject([
      { actor: 'cli', payload: { priority: 12, was: 0 } },
    ])
    await core.jobs.cancel(job, 'operator')
    await expect(core.jobs.setPriority(job, 1, 'operator')).rejects.toEqual(code('state_conflict'))
  })
})
