import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { probeLaunch } from '#confine'
import { aTestRun, BUDGETS } from '../../support/jobs.ts'
import { median } from '../statistics.ts'
import { openBenchCore, workersIdle } from './bench-core.ts'
import type { Measure } from './figures.ts'
import { oneByOne } from './pace.ts'
import { runOf } from './run-of.ts'

/** Commands of one job; the payload holds no more than 32. */
const COMMANDS = 30

/** One short command: started plainly, in the product's process namespace but by hand, and as a step of a test job. */
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
  const { kind, namespaces } = await probeLaunch()
  if (kind !== 'pidns' || namespaces === undefined) return { plain, step: median(perCommand) }
  const namespaced = median(await oneByOne(times * 10, () => inNamespace(namespaces)))
  return { plain, namespaced, step: median(perCommand) }
}

async function ended(file: string, args: readonly string[]): Promise<void> {
  await once(spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] }), 'exit')
}

/** The same programs the product uses: a holder that answers when the namespace is there, and the command let into it. */
async function inNamespace({ user, proc }: { user: boolean; proc: boolean }): Promise<void> {
  const kind = [...(user ? ['--user', '--map-current-user'] : []), ...(proc ? ['--mount-proc'] : [])]
  const unshare = ['unshare', '--pid', '--fork', '--kill-child=KILL', ...kind, '--', 'cat']
  const holder = spawn('setpriv', ['--pdeathsig', 'KILL', ...unshare], { stdio: ['pipe', 'pipe', 'pipe'] })
  const gone = once(holder, 'exit')
  holder.stdin.write('.')
  await once(holder.stdout, 'data')
  const own = `/proc/${holder.pid}`
  const enter = [
    ...(user ? [`--user=${own}/ns/user`, '--preserve-credentials'] : []),
    ...(proc ? [`--mount=${own}/ns/mnt`, `--wd=${own}/cwd`] : []),
    `--pid=${own}/ns/pid_for_children`,
  ]
  await ended('nsenter', [...enter, '--', 'true'])
  holder.stdin.destroy()
  await gone
}
