import type { JobSpec, JobTrust, SandboxReport } from '#schemas'
import type { ParentTrust } from './identity.ts'

/** A run before its first step. */
export interface GatedRun {
  readonly run: string
  readonly job: string
  readonly spec: JobSpec
  readonly trust: JobTrust
  /** The job before it in a chain; null where it follows none, undefined where that one cannot be found any more. */
  readonly parent: ParentTrust | null | undefined
  /** What its worker found of the sandbox. */
  readonly sandbox: SandboxReport | undefined
}

/** Uses the operator's answer to an escalation, if there is one that was not used. @returns its id */
export type UseApproval = (run: GatedRun, question: EscalatedQuestion) => Promise<string | undefined>

/** What the operator is asked, as a step of the run: an approval is of exactly this, once. */
export interface EscalatedQuestion {
  readonly tool: string
  readonly args: unknown
}
