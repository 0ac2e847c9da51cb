import { setTimeout as sleep } from 'node:timers/promises'
import { createClock } from '#schemas/format'
import { aJob, aScript, BUDGETS } from '../../support/jobs.ts'
import { makeFolder, openCore } from '../../support/test-core.ts'
import { enqueued, settled } from '../../support/wait.ts'

const HOUR = 3_600_000
/** So much faster than real time goes the clock of the core that does the work. */
const HASTE = 6000

/**
 * A data directory with most of a day of real work in it: a core whose clock was set back and runs fast does real jobs, with
 * an hour or so in which it was not there.
 */
export async function aWorkedDay(): Promise<string> {
  const home = makeFolder('home')
  const workspace = makeFolder('workspace')
  for (const [from, jobs] of [
    [22, 26],
    [9, 18],
  ] as const) {
    const began = Date.now()
    const now = () => Math.min(Date.now(), Math.round(began - from * HOUR + (Date.now() - began) * HASTE))
    const { core } = await openCore({ home, workspace, slots: 2, clock: { ...createClock(), now } })
    const ids: string[] = []
    for (let job = 0; job < jobs; job += 1) {
      ids.push(await enqueued(core, aSpec(job)))
      await sleep(80 + ((job * 97) % 240))
    }
    await Promise.all(ids.map((id) => settled(core, id)))
    await core.close('test')
  }
  return home
}

function aSpec(job: number) {
  if (job % 9 === 4)
    return aScript('head -c 3000 /dev/zero | tr "\\0" x', { budgets: { ...BUDGETS, max_output_bytes: 2048 } })
  if (job % 13 === 7)
    return aScript('echo no', { policy: { allow_network: false, allow_subprocess: false, allowed_tools: [] } })
  return job % 3 === 0 ? aJob() : aScript(`sleep 0.${job % 4}; seq ${job * 40}`)
}
