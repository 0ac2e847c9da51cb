import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Core } from '#core'
import { monotonicMicroseconds } from '../monotonic.ts'
import { percentile } from '../statistics.ts'
import { aSmallJob, openBenchCore, workersIdle } from './bench-core.ts'
import type { Measure } from './figures.ts'

const clocked = z.object({ bytes_read: z.int() })
/** Schedules that fire each second, each at another moment of it. */
const EACH_SECOND = 5
const AT_ONCE = 200

/**
 * From the moment an occurrence is due to the first line of the handler; how long it takes until as many firings as were asked for
 * at once have started; and a look at what is due among very many schedules.
 */
export const measure: Measure<{ seconds: number; burst: number; schedules: number; looks: number }> = async ({
  folder,
  seconds,
  burst,
  schedules,
  looks,
}) => {
  const workerEntry = join(import.meta.dirname, '..', 'workers', 'clocked-worker.ts')
  const core = await openBenchCore(folder, { slots: 8, workerEntry, shell: 'daemon' })
  await workersIdle(core)
  const late = await dueToStart(core, seconds)
  const startedMs = await startAtOnce(core, burst)
  const scans = await lookAmong(core, schedules, looks)
  await core.close('bench')
  return {
    'due.p50': percentile(late, 0.5),
    'due.p95': percentile(late, 0.95),
    burst_ms: startedMs,
    'scan.p50': percentile(scans, 0.5),
    'scan.p95': percentile(scans, 0.95),
  }
}

function aSchedule(name: string, at: number) {
  return { name, trigger: { kind: 'manual' }, overlap: 'allow', job: aSmallJob(at) }
}

async function dueToStart(core: Core, seconds: number): Promise<number[]> {
  const ids: string[] = []
  for (let at = 0; at < EACH_SECOND; at += 1) {
    const anchor = new Date(Date.UTC(2026, 0, 1, 0, 0, 0, (at * 1000) / EACH_SECOND + 37)).toISOString()
    const trigger = { kind: 'interval', every_s: 1, anchor }
    const { id } = await core.schedules.create({ ...aSchedule(`each second ${at}`, at), trigger }, 'bench')
    await core.schedules.enable(id, 'bench')
    ids.push(id)
  }
  // The wall clock in terms of the monotonic one, which is the worker's too.
  const offset = Date.now() - monotonicMicroseconds() / 1000
  await sleep(seconds * 1000)
  for (const id of ids) await core.schedules.disable(id, 'bench')
  const late: number[] = []
  for (const id of ids) {
    const { items } = await core.firings.list({ schedule: id, state: 'enqueued', limit: 200 })
    for (const { due_at, job } of items) {
      if (job === null) continue
      await core.jobs.settled(job, AbortSignal.timeout(30_000))
      const { result } = core.jobs.get(job).runs[0] ?? {}
      late.push(clocked.parse(result).bytes_read / 1000 + offset - Date.parse(due_at))
    }
  }
  return late
}

async function startAtOnce(core: Core, burst: number): Promise<number> {
  const { id } = await core.schedules.create(aSchedule('at once', 0), 'bench')
  const begun = Date.now()
  const firings = await Promise.all(Array.from({ length: burst }, () => core.schedules.runNow({ id }, 'bench')))
  let last = begun
  for (const { job } of firings) {
    if (job === null) throw new Error('A firing was not taken in.')
    await core.jobs.settled(job, AbortSignal.timeout(60_000))
    last = Math.max(last, ...core.jobs.get(job).runs.map((run) => Date.parse(run.started_at)))
  }
  return last - begun
}

/** Due in a hundred years, all but one, which fires with each look. */
async function lookAmong(core: Core, schedules: number, looks: number): Promise<number[]> {
  const trigger = { kind: 'cron', expression: '0 0 1 1 *' }
  for (let at = 0; at < schedules; at += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, schedules - at) }, async (_, within) => {
      const { id } = await core.schedules.create({ ...aSchedule(`one of many ${at + within}`, 0), trigger }, 'bench')
      await core.schedules.enable(id, 'bench')
    })
    await Promise.all(some)
  }
  const took: number[] = []
  for (let look = 0; look < looks; look += 1) {
    await sleep(20)
    const before = performance.now()
    await core.schedules.runDue()
    took.push(performance.now() - before)
  }
  return took
}
