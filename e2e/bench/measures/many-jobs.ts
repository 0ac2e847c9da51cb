import type { Core } from '#core'
import { percentile } from '../statistics.ts'
import { aSmallJob, existing, openBenchCore } from './bench-core.ts'
import { claimTimes } from './claim-cost.ts'
import type { Figures, Measure } from './figures.ts'
import { oneByOne } from './pace.ts'

const PAGE = { limit: 100 }

/** The first page of every list, and what the console asks for all the time. */
const reads: Readonly<Record<string, (core: Core) => Promise<unknown>>> = {
  jobs: (core) => core.jobs.list(PAGE),
  jobs_succeeded: (core) => core.jobs.list({ ...PAGE, filter: { state: ['succeeded'] } }),
  jobs_of_type: (core) => core.jobs.list({ ...PAGE, filter: { type: ['doc_compactor_task'], state: ['succeeded'] } }),
  events: (core) => core.events.page(PAGE),
  events_of_kind: (core) => core.events.page({ ...PAGE, filter: { kind: ['run.finished'] } }),
  status: async (core) => core.status(),
}

/** What claims, enqueuing and first pages cost in a data directory that already holds much. Medians, milliseconds. */
export const measure: Measure<{ home: string; times: number }> = async ({ folder, home, times }) => {
  const core = await openBenchCore(folder, { home: existing(home), slots: 0 })
  const { job } = await core.jobs.enqueue(aSmallJob(0), 'bench')
  const figures: Record<string, number> = {}
  for (const [name, read] of Object.entries(reads)) {
    await oneByOne(Math.ceil(times / 5), () => read(core))
    figures[name] = percentile(await oneByOne(times, () => read(core)), 0.5)
  }
  const ids: string[] = []
  const enqueue = async (at: number) => {
    ids.push((await core.jobs.enqueue(aSmallJob(at), 'bench')).job.id)
  }
  await oneByOne(times, enqueue)
  figures['enqueue'] = percentile(await oneByOne(times, enqueue), 0.5)
  await Promise.all(ids.map((id) => core.jobs.cancel(id, 'bench')))
  await core.close('bench')

  figures['claim'] = percentile((await claimTimes(home, times * 3)).slice(times), 0.5)
  const again = await openBenchCore(folder, { home, slots: 0 })
  await again.jobs.cancel(job.id, 'bench')
  await again.close('bench')
  return figures satisfies Figures
}
