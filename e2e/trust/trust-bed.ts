import type { Core } from '#core'
import type { Job, JobSpecInput, RunTrust } from '#schemas'
import { aScript, READING } from '../support/jobs.ts'
import { enqueued, settled } from '../support/wait.ts'

export type Trust = NonNullable<JobSpecInput['trust']>

/** A job whose command says what it finds in its environment. */
export function aTrustedJob(trust: Trust, script = 'echo done'): JobSpecInput {
  return aScript(script, { trust, max_attempts: 1, policy: READING })
}

/** Runs a job to its end. */
export async function run(
  core: Core,
  spec: unknown,
): Promise<{ job: Job; trust: RunTrust | undefined; output: string }> {
  const id = await enqueued(core, spec)
  const job = await settled(core, id, 60_000)
  const [last] = core.jobs.get(id).runs.toReversed()
  const output = last === undefined ? '' : await outputOf(core, last.id)
  return { job, trust: core.trust.ofJob(id).at(-1), output }
}

export async function outputOf(core: Core, runId: string): Promise<string> {
  const { frames } = await core.runs.output({ id: runId, from: 0, limit: 1_000_000 })
  return frames.map(({ text }) => text).join('')
}
