import { join } from 'node:path'
import { aTestRun } from '../../support/jobs.ts'
import { openBenchCore, workersIdle } from './bench-core.ts'
import type { Measure } from './figures.ts'
import { watchLoop } from './loop-delay.ts'
import { watchMost } from './process-figures.ts'
import { runOf, tookMs } from './run-of.ts'

/** Small steps from a worker into the ledger, as fast as they are taken. */
export const measure: Measure<{ events: number }> = async ({ folder, events }) => {
  const workerEntry = join(import.meta.dirname, '..', 'workers', 'flooding-worker.ts')
  const core = await openBenchCore(folder, { slots: 1, workerEntry })
  const flood = (steps: number) => runOf(core, aTestRun([[String(steps)]], { workspace: 'bench' }))
  await workersIdle(core)
  await flood(Math.ceil(events / 4))
  const before = process.memoryUsage.rss()
  const memory = watchMost(() => process.memoryUsage.rss())
  const loop = watchLoop()
  const took = tookMs(await flood(events))
  const { p99, max } = loop.read()
  const grown = memory.stop() - before
  await core.close('bench')
  return { rate: (events / took) * 1000, loop_p99: p99, loop_max: max, grown }
}
