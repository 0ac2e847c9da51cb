import type { Core } from '#core'
import type { JobSpecInput, Run } from '#schemas'

/** Does one job and gives its run. @throws when it does not succeed */
export async function runOf(core: Core, spec: JobSpecInput): Promise<Run> {
  const { job } = await core.jobs.enqueue(spec, 'bench')
  const ended = await core.jobs.settled(job.id, AbortSignal.timeout(600_000))
  const run = core.jobs.get(job.id).runs[0]
  if (ended.state !== 'succeeded' || run === undefined)
    throw new Error(`A job ended as ${ended.state}: ${ended.outcome?.message ?? 'no reason given'}`)
  return run
}

/** Milliseconds from the claim to the finish, as the ledger has them. */
export function tookMs(run: Run): number {
  return Date.parse(run.finished_at ?? run.started_at) - Date.parse(run.started_at)
}
