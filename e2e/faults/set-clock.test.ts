import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Core } from '#core'
import { type Clock, createClock } from '#schemas/format'
import { aJob, aScript, BUDGETS } from '../support/jobs.ts'
import { aFolder, openCore, testCore } from '../support/test-core.ts'
import { enqueued, eventsOf, inState, settled, until } from '../support/wait.ts'

const HOUR_MS = 3_600_000
/** Retries wait longer than any test. */
const limits = { restartMinMs: 20, restartMaxMs: 100, retryMinMs: 600_000, retryMaxMs: 600_000 }
/** Waits from here on are those for a due time, not those for a process. */
const LONG_MS = 20_000

/** The system's clock, whose wall time somebody sets. */
function aSetClock() {
  const system = createClock()
  const waits = new Set<() => void>()
  let by = 0
  const clock: Clock = {
    ...system,
    now: () => system.now() + by,
    after(ms, fire) {
      if (ms < LONG_MS) return system.after(ms, fire)
      waits.add(fire)
      return () => void waits.delete(fire)
    },
  }
  return {
    clock,
    setBy: (ms: number) => void (by += ms),
    /** Long waits end, as they do within a minute. */
    passMinute() {
      const over = [...waits]
      waits.clear()
      for (const fire of over) fire()
    },
  }
}

const promotions = async (core: Core, job: string) => (await eventsOf(core, { job, kind: ['job.promoted'] })).length
const fromNow = (clock: Clock, ms: number) => new Date(clock.now() + ms).toISOString()
/** Runs out of its time soon, and is tried again for it. */
const timesOut = aScript('sleep 20', {
  budgets: { ...BUDGETS, max_wall_time_sec: 1 },
  retry_on: ['timed_out'],
  max_attempts: 3,
})

describe('a clock that is set (case 38)', () => {
  it('neither ends a run that goes on nor lengthens it', async () => {
    const { clock, setBy } = aSetClock()
    const { core, workspace } = await testCore({ clock, limits })
    const job = await enqueued(core, aScript('touch begun; sleep 1.2'))
    await until('the command has begun', () => existsSync(join(workspace, 'begun')))
    setBy(5 * HOUR_MS)
    await new Promise((resolve) => setTimeout(resolve, 600))
    setBy(-9 * HOUR_MS)
    expect(await settled(core, job)).toMatchObject({ state: 'succeeded', runs: 1, attempts: 1 })
    expect(core.jobs.get(job).runs[0]!.usage.wall_ms).toBeLessThan(10_000)
    expect(core.workers.list()).toMatchObject([{ restarts: 0 }])
    expect((await core.health()).checks.filter(({ state }) => state === 'bad')).toEqual([])
    expect(await core.evidence.verify({ bodies: true })).toMatchObject({ ok: true })
  })

  it('forward starts what is due once, and does not start it again when it is set back', async () => {
    const { clock, setBy, passMinute } = aSetClock()
    const { core } = await testCore({ clock, limits })
    const job = await enqueued(core, aJob({ run_at: fromNow(clock, HOUR_MS) }))
    const later = await enqueued(core, aJob({ run_at: fromNow(clock, 9 * HOUR_MS) }))
    setBy(2 * HOUR_MS)
    passMinute()
    expect(await settled(core, job)).toMatchObject({ state: 'succeeded', runs: 1 })
    setBy(-5 * HOUR_MS)
    passMinute()
    setBy(5 * HOUR_MS)
    passMinute()
    await settled(core, await enqueued(core, aJob()))
    expect(core.jobs.get(job).job).toMatchObject({ state: 'succeeded', runs: 1 })
    expect(await promotions(core, job)).toBe(1)
    expect(core.jobs.get(later).job).toMatchObject({ state: 'scheduled', waiting_reason: { code: 'starts_later' } })
  })

  it('forward tries a job again once', async () => {
    const { clock, setBy, passMinute } = aSetClock()
    const { core } = await testCore({ clock, limits })
    const job = await enqueued(core, timesOut)
    await inState(core, job, 'retrying')
    setBy(3 * HOUR_MS)
    passMinute()
    await until('it runs again', () => core.jobs.get(job).job.runs === 2)
    setBy(-3 * HOUR_MS)
    expect(await inState(core, job, 'retrying')).toMatchObject({ runs: 2, attempts: 2 })
    expect(await promotions(core, job)).toBe(1)
  })

  it('back does not have a retry wait for hours', async () => {
    const { clock, setBy, passMinute } = aSetClock()
    const { core } = await testCore({ clock, limits })
    const job = await enqueued(core, timesOut)
    const { waiting_reason } = await inState(core, job, 'retrying')
    expect(waiting_reason).toMatchObject({ code: 'retry_later' })
    setBy(-6 * HOUR_MS)
    passMinute()
    await until('it runs again', () => core.jobs.get(job).job.runs === 2)
    setBy(6 * HOUR_MS)
    expect(await inState(core, job, 'retrying')).toMatchObject({ runs: 2, attempts: 2 })
    expect(await promotions(core, job)).toBe(1)
  })

  it('back while no core was there does not either', async () => {
    const { clock, setBy } = aSetClock()
    const home = aFolder('home')
    const first = await openCore({ home, workspace: aFolder('workspace'), clock, limits })
    const job = await enqueued(first.core, timesOut)
    await inState(first.core, job, 'retrying')
    await first.core.close('test')
    setBy(-6 * HOUR_MS)
    const { core } = await testCore({ home, clock, limits })
    expect(await inState(core, job, 'queued', 'running')).toMatchObject({ attempts: 1 })
    expect(await promotions(core, job)).toBe(1)
  })
})
