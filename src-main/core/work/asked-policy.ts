import { InterlockError, isLevelEnough, type JobSpec, type MinimumLevel, usualMinimum } from '#schemas'

/** @throws InterlockError sandbox_lowering_unexplained */
export function refuseUnexplained(spec: JobSpec): void {
  const lowering = loweringOf(spec)
  if (lowering !== undefined && spec.sandbox_why === undefined)
    throw new InterlockError('sandbox_lowering_unexplained', { minimum: lowering.to, usual: lowering.usual })
}

/** How far below its usual minimum a job asks to run, if at all. */
export function loweringOf({ policy, compat }: JobSpec): { to: MinimumLevel; usual: MinimumLevel } | undefined {
  const usual = usualMinimum(policy, compat ?? null)
  const { min_sandbox: to } = policy
  return to === undefined || isLevelEnough(to, usual) ? undefined : { to, usual }
}
