import { setTimeout as sleep } from 'node:timers/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { monotonicMicroseconds } from '../monotonic.ts'
import { percentile } from '../statistics.ts'
import { aSmallJob, openBenchCore, workersIdle } from './bench-core.ts'
import type { Measure } from './figures.ts'

const clocked = z.object({ bytes_read: z.int() })
const WARM_UP = 20

/** From the call that enqueues to the first line of the handler in an idle, warm worker. */
export const measure: Measure<{ jobs: number }> = async ({ folder, jobs }) => {
  const workerEntry = join(import.meta.dirname, '..', 'workers', 'clocked-worker.ts')
  const core = await openBenchCore(folder, { slots: 1, workerEntry })
  await workersIdle(core)
  const took: number[] = []
  for (let at = 0; at < WARM_UP + jobs; at += 1) {
    await sleep(20 + Math.random() * 40)
    const before = monotonicMicroseconds()
    const { job } = await core.jobs.enqueue(aSmallJob(at), 'bench')
    await core.jobs.settled(job.id, AbortSignal.timeout(10_000))
    const { result } = core.jobs.get(job.id).runs[0] ?? {}
    if (at >= WARM_UP) took.push((clocked.parse(result).bytes_read - before) / 1000)
  }
  await core.close('bench')
  return { p50: percentile(took, 0.5), p95: percentile(took, 0.95) }
}
