import { limitTexts } from '#schemas/texts'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { Core } from '#core'
import { aTestRun, BUDGETS, READING } from '../support/jobs.ts'
import { isLiving } from '../support/processes.ts'
import { built } from '../support/built.ts'
import { testCore } from '../support/test-core.ts'
import { enqueued, eventsOf, inState, settled, until } from '../support/wait.ts'

/** Does what the first argument of the first command says; see there. */
const workerEntry = join(import.meta.dirname, '..', '..', 'src-worker', 'testing', 'misbehaving-worker.ts')
const limits = { restartMinMs: 20, restartMaxMs: 100, retryMinMs: 20, wallGraceMs: 200 }

function misbehaving(over: Parameters<typeof testCore>[0] = {}) {
  return testCore({ workerEntry, ...over, limits: { ...limits, ...over.limits } })
}

describe('a handler that never gives the thread back', () => {
  it('is found by the wall time of its run', async () => {
    const { core } = await misbehaving()
    const job = await enqueued(core, aTestRun([['spin']], { budgets: { ...BUDGETS, max_wall_time_sec: 1 } }))
    await inState(core, job, 'running')
    const { pid } = core.workers.list()[0]!
    expect(await settled(core, job)).toMatchObject({
      state: 'failed',
      outcome: { code: 'max_wall_time_sec', message: limitTexts.max_wall_time_sec },
    })
    expect(core.jobs.get(job).runs).toMatchObject([{ state: 'timed_out' }])
    expect(await eventsOf(core, { kind: ['worker.silent'], job })).toMatchObject([{ payload: { cause: 'wall_time' } }])
    expect(isLiving(pid!)).toBe(false)
    expect(await settled(core, await enqueued(core, aTestRun([['idle']])))).toMatchObject({ state: 'succeeded' })
  })

  it('is found by how long it has not moved, and its job is tried again', async () => {
    const { core } = await misbehaving({ limits: { stuckMs: 1500 } })
    const job = await enqueued(core, aTestRun([['spin']], { max_attempts: 2 }))
    expect(await settled(core, job)).toMatchObject({
      state: 'failed',
      attempts: 2,
      outcome: { code: 'worker_stuck' },
    })
    expect(core.jobs.get(job).runs.map(({ state }) => state)).toEqual(['lost', 'lost'])
    expect(await eventsOf(core, { kind: ['worker.silent'], job })).toMatchObject([
      { payload: { cause: 'stuck' } },
      { payload: { cause: 'stuck' } },
    ])
  })

  it('is left alone while it may still be a long step', async () => {
    const { core } = await misbehaving({ limits: { silentMs: 2000 } })
    const job = await enqueued(core, aTestRun([['block', '6000']]))
    expect(await settled(core, job)).toMatchObject({ state: 'succeeded', runs: 1 })
    expect(core.workers.list()[0]).toMatchObject({ restarts: 0 })
    expect(await eventsOf(core, { kind: ['worker.silent', 'worker.exited'] })).toEqual([])
  })
})

describe('a worker that is stopped', () => {
  it('is found by its silence while it works, ended with all it started, and its job is tried again', async () => {
    const { core, workspace } = await testCore({ limits: { ...limits, silentMs: 1500 } })
    const job = await enqueued(core, aTestRun([['sh', '-c', '[ -e tried ] || { touch tried; sleep 60; }']]))
    await until('the command has started', () => existsSync(join(workspace, 'tried')))
    const { pid } = core.workers.list()[0]!
    process.kill(pid!, 'SIGSTOP')
    expect(await settled(core, job)).toMatchObject({ state: 'succeeded', runs: 2, attempts: 2 })
    expect(core.jobs.get(job).runs).toMatchObject([
      { state: 'lost', outcome: { code: 'worker_silent' } },
      { state: 'succeeded' },
    ])
    expect(isLiving(pid!)).toBe(false)
  })

  it('is found while it is idle', async () => {
    const { core } = await testCore({ limits: { ...limits, silentMs: 1500 } })
    const { pid } = await until('a worker is idle', () => core.workers.list().find(({ state }) => state === 'idle'))
    process.kill(pid!, 'SIGSTOP')
    await until('it is gone', () => !isLiving(pid!))
    // It is written down beside the ending, not in front of it.
    const silent = await until('it is written down', async () => {
      const events = await eventsOf(core, { kind: ['worker.silent'] })
      return events.length > 0 ? events : undefined
    })
    expect(silent).toMatchObject([{ payload: { cause: 'no_heartbeat' } }])
    expect(await settled(core, await enqueued(core, aTestRun([['true']])))).toMatchObject({ state: 'succeeded' })
  })
})

describe('a flood', () => {
  it('of steps neither holds up another run nor outlives a stop', async () => {
    const { core } = await misbehaving({ slots: 2 })
    const flood = await enqueued(core, aTestRun([['report']], { policy: READING }))
    // One page says enough: who reads on to the end of a flood never gets there.
    const steps = { filter: { kind: ['step.done'], job: flood }, after: 0, limit: 500 }
    await until('it floods', async () => (await core.events.page(steps)).more)
    for (let n = 0; n < 5; n += 1)
      expect(await settled(core, await enqueued(core, aTestRun([['idle']])))).toMatchObject({ state: 'succeeded' })
    expect(core.jobs.get(flood).job.state).toBe('running')
    await core.jobs.cancel(flood, 'operator')
    expect(await settled(core, flood)).toMatchObject({ state: 'cancelled' })
    expect(await core.evidence.verify({ bodies: false })).toMatchObject({ ok: true })
  })

  it('of output is cut at the budget of its run', async () => {
    const { core } = await misbehaving()
    const job = await enqueued(core, aTestRun([['shout', '20000000']]))
    expect(await settled(core, job)).toMatchObject({ state: 'succeeded' })
    const [run] = core.jobs.get(job).runs
    expect(run!.output_bytes_stored).toBeGreaterThan(BUDGETS.max_output_bytes)
    expect(run!.output_bytes_stored).toBeLessThan(BUDGETS.max_output_bytes + 64 * 1024)
    const { frames } = await core.runs.output({ id: run!.id, from: 0, limit: 1000 })
    expect(frames[0]?.text).toMatch(/^x+\n/)
    expect(await core.evidence.verify({ bodies: true })).toMatchObject({ ok: true })
  })
})

describe('a handler with a bug', () => {
  it('that throws fails its run and nothing else', async () => {
    const { core } = await misbehaving()
    expect(await settled(core, await enqueued(core, aTestRun([['throw']])))).toMatchObject({
      state: 'failed',
      outcome: { code: 'internal_error' },
    })
    expect(await settled(core, await enqueued(core, aTestRun([['idle']])))).toMatchObject({ state: 'succeeded' })
    expect(core.workers.list()[0]).toMatchObject({ restarts: 0 })
  })

  it('that never hears a stop is ended when its run is cancelled', async () => {
    const { core } = await misbehaving()
    const job = await enqueued(core, aTestRun([['deaf']]))
    await inState(core, job, 'running')
    await core.jobs.cancel(job, 'operator')
    expect(await settled(core, job)).toMatchObject({ state: 'cancelled' })
    expect(await settled(core, await enqueued(core, aTestRun([['idle']])))).toMatchObject({ state: 'succeeded' })
  })

  it('that wants a tool nobody allowed is refused', async () => {
    const { core } = await misbehaving()
    expect(await settled(core, await enqueued(core, aTestRun([['forbidden']])))).toMatchObject({
      state: 'failed',
      outcome: { code: 'disallowed_tool_call' },
    })
  })

  it('that speaks for another run changes nothing there', async () => {
    const { core } = await misbehaving({ slots: 2 })
    const honest = await enqueued(core, aTestRun([['walk']], { policy: READING }))
    await inState(core, honest, 'running')
    const run = core.jobs.get(honest).job.last_run ?? ''
    expect(await settled(core, await enqueued(core, aTestRun([['lie', run]])))).toMatchObject({ state: 'succeeded' })
    expect(core.jobs.get(honest).job).toMatchObject({ state: 'running', runs: 1 })
    expect(await eventsOf(core, { kind: ['run.late_message'], run })).toMatchObject([
      { payload: { message: 'finish', token: 1 } },
    ])
    await core.jobs.cancel(honest, 'operator')
    await settled(core, honest)
  })
})

describe('restarts', () => {
  /** The first worker after the one of this number. */
  const nextAfter = (core: Core, last: number | null) =>
    until('the next worker is there', () =>
      core.workers.list().find(({ pid, state }) => pid !== null && pid !== last && state !== 'stopped'),
    )

  it('come later each time, at most so late, and soon again after a healthy life', async () => {
    const { core } = await testCore({
      limits: { restartMinMs: 40, restartMaxMs: 160, healthyMs: 1500 },
    })
    let last: number | null = null
    for (let n = 0; n < 5; n += 1) {
      last = (await nextAfter(core, last)).pid
      process.kill(last!, 'SIGKILL')
    }
    const { pid } = await nextAfter(core, last)
    await sleep(1600)
    process.kill(pid!, 'SIGKILL')
    const waits = async () =>
      (await eventsOf(core, { kind: ['worker.exited'] })).map(({ payload }) => payload['restart_in_ms'])
    await until('the sixth exit is recorded', async () => (await waits()).length === 6)
    expect(await waits()).toEqual([40, 80, 160, 160, 160, 40])
  })

  it('are tried for ever where the worker cannot even start', async () => {
    const { core } = await testCore({
      workerEntry: join(built.workerEntry, '..', 'no-such-worker.js'),
      limits: { restartMinMs: 10, restartMaxMs: 40 },
    })
    const job = await enqueued(core, aTestRun([['true']]))
    await until('it was tried four times', () => core.workers.list()[0]!.restarts >= 4)
    expect(core.workers.list()[0]?.last_exit).toMatch(/^The worker ended with code 1/)
    // Between two tries; while one is under way, the job waits for that.
    await expect.poll(() => core.jobs.get(job).job.waiting_reason).toEqual({ code: 'no_worker' })
    expect(core.jobs.get(job).job.state).toBe('queued')
  })
})
