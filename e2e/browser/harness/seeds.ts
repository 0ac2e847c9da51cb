import type { Job } from '#schemas'
import { aScript, aTestRun, BUDGETS, READING } from '../../support/jobs.ts'
import { until } from '../../support/wait.ts'
import { aDaemon, type TestDaemon } from '../../support/daemon.ts'

/** A core in which nothing starts, so that jobs stay as they are. */
export async function aStillDaemon(): Promise<TestDaemon> {
  return stilled(await aDaemon())
}

/** The same of a core that is there. */
export async function stilled<D extends TestDaemon>(daemon: D): Promise<D> {
  await daemon.core.killSwitch.engage({ hard: false })
  return daemon
}

/** Jobs that wait, each named after its one command; their ids. */
export async function queued({ core }: TestDaemon, ...commands: string[]): Promise<string[]> {
  const ids: string[] = []
  for (const command of commands) ids.push((await core.jobs.enqueue(aTestRun([[command]]))).job.id)
  return ids
}

/** A job that writes a line every 50 ms until something ends it; its id. */
export async function endless({ core }: TestDaemon, seconds = 120): Promise<string> {
  const spec = aScript('i=0; while true; do i=$((i+1)); echo "line $i"; sleep 0.05; done', {
    policy: READING,
    timeout_sec: seconds,
    budgets: { ...BUDGETS, max_wall_time_sec: seconds },
  })
  return (await core.jobs.enqueue(spec)).job.id
}

/** A job that ends as failed because its output limit is reached. */
export async function overOutput({ core }: TestDaemon): Promise<string> {
  const spec = aScript('head -c 100000 /dev/zero | tr "\\0" x', { budgets: { ...BUDGETS, max_output_bytes: 1024 } })
  return (await core.jobs.enqueue(spec)).job.id
}

/** A job whose tests fail. The job itself succeeds, since it did what was asked. */
export async function failing({ core }: TestDaemon): Promise<string> {
  return (await core.jobs.enqueue(aScript('echo "1 of 2 failed" >&2; exit 1'))).job.id
}

/** The job once nothing follows by itself. */
export function settledJob({ core }: TestDaemon, id: string): Promise<Job> {
  return until(`job ${id} is settled`, async () => {
    const { job } = await core.jobs.get({ id })
    return ['succeeded', 'failed', 'cancelled', 'held'].includes(job.state) && job
  })
}

/** A job that ran this line for the shell, at its end. */
export async function settledScript(
  daemon: TestDaemon,
  script: string,
  over: Parameters<typeof aScript>[1] = {},
): Promise<Job> {
  const { job } = await daemon.core.jobs.enqueue(aScript(script, over))
  return settledJob(daemon, job.id)
}
