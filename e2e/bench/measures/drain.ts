import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { aSmallJob, drained, openBenchCore } from './bench-core.ts'
import type { Measure } from './figures.ts'
import { watchLoop } from './loop-delay.ts'
import { workedMs } from './process-figures.ts'

const quickWorker = join(import.meta.dirname, '..', 'workers', 'quick-worker.ts')

/** What every run leaves, whatever it does. */
const OF_EACH_RUN = ['job.enqueued', 'run.claimed', 'run.header', 'run.finished'] as const

/**
 * Whole lives of jobs through real worker processes: claim, header, steps, artifacts, finish, with all their evidence. `noop`
 * takes a worker whose handler does nothing; everything around the handler is the product's.
 */
export const measure: Measure<{ jobs: number; slots: number; noop: boolean }> = async ({
  folder,
  jobs,
  slots,
  noop,
}) => {
  const core = await openBenchCore(folder, { slots, ...(noop && { workerEntry: quickWorker }) })
  await drained(core, Math.ceil(jobs / 4), aSmallJob)
  const workers = core.workers.list().map(({ pid }) => pid ?? 0)
  const now = () => ({
    core: process.threadCpuUsage().user + process.threadCpuUsage().system,
    workers: workers.reduce((sum, pid) => sum + workedMs(pid), 0),
    written: writtenBytes(),
    events: core.status().ledger.seq,
  })
  let before = now()
  const loop = watchLoop()
  const tookMs = await drained(core, jobs, aSmallJob, () => (before = now()))
  const { p99, max } = loop.read()
  const after = now()
  await proved(core, jobs)
  await core.close('bench')
  return {
    rate: (jobs / tookMs) * 1000,
    loop_p99: p99,
    loop_max: max,
    core_work: (after.core - before.core) / 1000 / jobs,
    worker_work: (after.workers - before.workers) / jobs,
    written: (after.written - before.written) / jobs,
    events: (after.events - before.events) / jobs,
  }
}

/** Bytes this process has asked the system to write: the log, and the database at checkpoints. */
function writtenBytes(): number {
  return Number(/^wchar: (\d+)/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1])
}

/** No claim, header or finish stands for more than one job. @throws Error where one is missing */
async function proved(core: Awaited<ReturnType<typeof openBenchCore>>, jobs: number): Promise<void> {
  const { items } = await core.jobs.list({ filter: { state: ['succeeded'] }, limit: Math.min(jobs, 50) })
  for (const job of items) {
    const { items: events } = await core.events.page({ filter: { job: job.id }, limit: 100 })
    for (const kind of OF_EACH_RUN)
      if (events.filter((event) => event.kind === kind).length !== 1) throw new Error(`${job.id} has not one ${kind}.`)
  }
}
