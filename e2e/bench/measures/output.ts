import { aScript, BUDGETS } from '../../support/jobs.ts'
import { openBenchCore, workersIdle } from './bench-core.ts'
import type { Measure } from './figures.ts'
import { watchLoop } from './loop-delay.ts'
import { watchMost } from './process-figures.ts'
import { runOf, tookMs } from './run-of.ts'

const LINE = 'A line of output as tests write it, of about eighty characters, again and again.'

/** A job whose command writes so many bytes of lines as fast as they are taken. */
export function aLoudJob(bytes: number) {
  return aScript(`yes '${LINE}' | head -c ${bytes}`, {
    workspace: 'bench',
    budgets: { ...BUDGETS, max_output_bytes: Math.max(1024, bytes) },
  })
}

/** Output of a real command through the real worker into the spool. */
export const measure: Measure<{ bytes: number }> = async ({ folder, bytes }) => {
  const core = await openBenchCore(folder, { slots: 1 })
  await workersIdle(core)
  await runOf(core, aLoudJob(Math.ceil(bytes / 4)))
  const before = process.memoryUsage.rss()
  const memory = watchMost(() => process.memoryUsage.rss())
  const loop = watchLoop()
  const took = tookMs(await runOf(core, aLoudJob(bytes)))
  const { p99, max } = loop.read()
  const grown = memory.stop() - before
  await core.close('bench')
  return { rate: (bytes / took) * 1000, loop_p99: p99, loop_max: max, grown }
}
