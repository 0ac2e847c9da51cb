import { openRoot, probeLaunch } from '#confine'
import { aTestRun, BUDGETS } from '../../support/jobs.ts'
import { median } from '../statistics.ts'
import { openBenchCore, workersIdle } from './bench-core.ts'
import type { Measure } from './figures.ts'
import { oneByOne } from './pace.ts'
import { runOf } from './run-of.ts'
import { BY_HAND, ended, launched } from './spawn.ts'

/** Commands of one job; the payload holds no more than 32. */
const COMMANDS = 30

/** One short command: started plainly, in a bare sandbox by hand, in the product's, and as a step of a test job. */
export const measure: Measure<{ times: number }> = async ({ folder, times }) => {
  const core = await openBenchCore(folder, { slots: 1 })
  await workersIdle(core)
  const job = aTestRun(
    Array.from({ length: COMMANDS }, () => ['true']),
    {
      workspace: 'bench',
      budgets: { ...BUDGETS, max_tool_calls: COMMANDS },
    },
  )
  await runOf(core, job)
  const perCommand: number[] = []
  for (let at = 0; at < times; at += 1) perCommand.push((await runOf(core, job)).usage.wall_ms / COMMANDS)
  await core.close('bench')

  const plain = median(await oneByOne(times * 10, () => ended('true', [])))
  const { kind } = await probeLaunch()
  if (kind !== 'bwrap') return { plain, step: median(perCommand) }
  const byHand = median(await oneByOne(times * 10, () => ended('/usr/bin/bwrap', BY_HAND)))
  const root = openRoot(folder)
  const sandboxed = median(await oneByOne(times * 10, () => launched(root, {})))
  root.close()
  return { plain, by_hand: byHand, sandboxed, step: median(perCommand) }
}
