import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { monotonicMicroseconds } from '../monotonic.ts'
import { percentile } from '../statistics.ts'
import { aSmallJob, openBenchCore, workersIdle } from './bench-core.ts'
import type { Measure } from './figures.ts'

const clocked = z.object({ bytes_read: z.int() })
const WARM_UP = 20

/** From the call that approves to the first line of the handler in an idle, warm worker, while other requests wait. */
export const measure: Measure<{ jobs: number; waiting: number }> = async ({ folder, jobs, waiting }) => {
  const workerEntry = join(import.meta.dirname, '..', 'workers', 'clocked-worker.ts')
  const core = await openBenchCore(folder, { slots: 1, workerEntry })
  const add = async (at: number) => {
    const { job } = await core.jobs.enqueue({ ...aSmallJob(at), approval: { at: ['start'] } }, 'bench')
    const [request] = core.approvals.list({ filter: { job: job.id }, limit: 1 }).items
    if (request === undefined) throw new Error('Nobody was asked.')
    return { job: job.id, seen: { id: request.id, hash: request.hash } }
  }
  for (let at = 0; at < waiting; at += 1) await add(at)
  await workersIdle(core)
  const took: number[] = []
  for (let at = 0; at < WARM_UP + jobs; at += 1) {
    const { job, seen } = await add(waiting + at)
    await sleep(20 + Math.random() * 40)
    const before = monotonicMicroseconds()
    await core.approvals.approve(seen, 'bench')
    await core.jobs.settled(job, AbortSignal.timeout(10_000))
    const { result } = core.jobs.get(job).runs[0] ?? {}
    if (at >= WARM_UP) took.push((clocked.parse(result).bytes_read - before) / 1000)
  }
  await core.close('bench')
  return { p50: percentile(took, 0.5), p95: percentile(took, 0.95) }
}
