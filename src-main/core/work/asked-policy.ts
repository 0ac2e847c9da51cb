import { hash } from 'node:crypto'
import { asksForNetwork, InterlockError, isLevelEnough, type JobSpec, type MinimumLevel, usualMinimum } from '#schemas'

/**
 * Refuses what a job cannot be given by asking for it.
 * @param content gives the job as it would be stored, but for the names it is known by
 * @throws InterlockError network_needs_approval, sandbox_lowering_unexplained
 */
export function refuseUngranted(spec: JobSpec, content: () => string): void {
  if (asksForNetwork(spec.policy, spec.compat ?? null))
    throw new InterlockError('network_needs_approval', { job_hash: hashOf(content()) })
  refuseUnexplained(spec)
}

/** @throws InterlockError sandbox_lowering_unexplained */
export function refuseUnexplained(spec: JobSpec): void {
  const lowering = loweringOf(spec)
  if (lowering !== undefined && spec.sandbox_why === undefined)
    throw new InterlockError('sandbox_lowering_unexplained', { minimum: lowering.to, usual: lowering.usual })
}

/** What an approval of exactly this job is bound to. */
export function hashOf(content: string): string {
  return hash('sha256', content)
}

/** How far below its usual minimum a job asks to run, if at all. */
export function loweringOf({ policy, compat }: JobSpec): { to: MinimumLevel; usual: MinimumLevel } | undefined {
  const usual = usualMinimum(policy, compat ?? null)
  const { min_sandbox: to } = policy
  return to === undefined || isLevelEnough(to, usual) ? undefined : { to, usual }
}
