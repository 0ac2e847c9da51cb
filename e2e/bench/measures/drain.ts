import { aSmallJob, drained, openBenchCore } from './bench-core.ts'
import type { Measure } from './figures.ts'
import { watchLoop } from './loop-delay.ts'

/** Whole lives of jobs through real worker processes: claim, header, steps, artifact, finish, with all their evidence. */
export const measure: Measure<{ jobs: number; slots: number }> = async ({ folder, jobs, slots }) => {
  const core = await openBenchCore(folder, { slots })
  await drained(core, Math.ceil(jobs / 4), aSmallJob)
  const loop = watchLoop()
  const tookMs = await drained(core, jobs, aSmallJob)
  const { p99, max } = loop.read()
  await core.close('bench')
  return { rate: (jobs / tookMs) * 1000, loop_p99: p99, loop_max: max }
}
