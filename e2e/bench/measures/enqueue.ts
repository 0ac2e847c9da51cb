import { percentile } from '../statistics.ts'
import { aSmallJob, openBenchCore } from './bench-core.ts'
import type { Measure } from './figures.ts'
import { watchLoop } from './loop-delay.ts'
import { inFlight, oneByOne, perSecond } from './pace.ts'

const WARM_UP = 300

/** Enqueuing through the core's own door, without workers. */
export const measure: Measure<{ jobs: number }> = async ({ folder, jobs }) => {
  const core = await openBenchCore(folder, { slots: 0 })
  const enqueue = (at: number) => core.jobs.enqueue(aSmallJob(at), 'bench')
  await inFlight(Math.min(WARM_UP, jobs), 10, enqueue)
  const loop = watchLoop()
  const took = await oneByOne(jobs, enqueue)
  const ten = await inFlight(jobs * 3, 10, enqueue)
  const hundred = await inFlight(jobs * 3, 100, enqueue)
  const { p99, max } = loop.read()
  await core.close('bench')
  return {
    serial: perSecond(took),
    p50: percentile(took, 0.5),
    p99: percentile(took, 0.99),
    ten,
    hundred,
    loop_p99: p99,
    loop_max: max,
  }
}
