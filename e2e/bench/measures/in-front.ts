import { aSmallJob, existing, openBenchCore } from './bench-core.ts'
import type { Measure } from './figures.ts'
import { inFlight } from './pace.ts'

/** Puts jobs that no worker can serve in front of all others. */
export const measure: Measure<{ home: string; jobs: number }> = async ({ folder, home, jobs }) => {
  const core = await openBenchCore(folder, { home: existing(home), slots: 0 })
  const unservable = { requires: ['llm:nobody'], priority: 50 }
  const rate = await inFlight(jobs, 200, (at) => core.jobs.enqueue(aSmallJob(at, unservable), 'bench'))
  await core.close('bench')
  return { rate }
}
