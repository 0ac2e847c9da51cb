import { aSmallJob, drained, openBenchCore } from './bench-core.ts'
import type { Measure } from './figures.ts'
import { watchLoop } from './loop-delay.ts'
import { workedMs } from './process-figures.ts'

/** Whole lives of jobs through real worker processes: claim, header, steps, artifact, finish, with all their evidence. */
export const measure: Measure<{ jobs: number; slots: number }> = async ({ folder, jobs, slots }) => {
  const core = await openBenchCore(folder, { slots })
  await drained(core, Math.ceil(jobs / 4), aSmallJob)
  const workers = core.workers.list().map(({ pid }) => pid ?? 0)
  const worked = () => workers.reduce((sum, pid) => sum + workedMs(pid), 0)
  const before = { core: workedMs(process.pid), workers: worked() }
  const loop = watchLoop()
  const tookMs = await drained(core, jobs, aSmallJob)
  const { p99, max } = loop.read()
  const after = { core: workedMs(process.pid), workers: worked() }
  await core.close('bench')
  return {
    rate: (jobs / tookMs) * 1000,
    loop_p99: p99,
    loop_max: max,
    // Enqueuing included, which is the core's alone.
    core_work: (after.core - before.core) / jobs,
    worker_work: (after.workers - before.workers) / jobs,
  }
}
