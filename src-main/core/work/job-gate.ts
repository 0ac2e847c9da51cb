import type { JobSpec } from '#schemas'
import type { ApprovedJob, JobRef, Starter, StepAnswer, Terms, VoidReason } from '#core/control'
import type { Write } from '#core/record'
import type { JobRow } from './job-table.ts'

/** What a job that is queued again needs first; `record` writes it down behind the event that queued it. */
export interface QueuedUnder {
  readonly approval: string
  readonly waits: boolean
  readonly record: (write: Write) => void
}

/** Whether a claimed job may run: under which approval, and where a suspended run of it goes on. */
export type Admission =
  | {
      readonly admitted: true
      readonly approval: string | null
      readonly network: boolean
      readonly continuation: unknown
      /** Uses the approval up; to be called when the run is written. */
      readonly begin: (write: Write, run: string) => void
    }
  | { readonly admitted: false; readonly problem: string | null }

/** What a run was suspended for. */
export interface Suspension {
  readonly kind: 'step' | 'trust'
  readonly tool: string
  readonly args: unknown
  readonly terms: Terms
  readonly continuation: unknown
}

/** Approvals as jobs meet them: when they are queued, claimed and suspended. */
export interface JobGate {
  /** A job that is queued again by the operator. One that keeps its attempts keeps an approval that still holds. */
  whenQueued(job: JobRow, keeps: boolean, actor: string): QueuedUnder | undefined
  /** @param spec what is about to run */
  admit(write: Write, job: JobRow, spec: JobSpec, askedWhenAdded: boolean): Admission
  /** Asks about the step that a run was suspended for. */
  suspended(write: Write, jobSeq: number, run: string, suspension: Suspension, actor: string): void
  drop(write: Write, job: JobRef, why: VoidReason, actor: string): void
  /** Asks again what a job that is put back had been asked about. */
  askAgain(write: Write, job: JobRow, actor: string): void
  /** How steps of a run are answered; undefined where none is asked about. */
  stepsOf(run: { run: string; job: string; asksItself: boolean }): StepGate
  /** A job as an approval sees it; undefined where its content is none. */
  jobOf(row: JobRow, spec?: JobSpec): (ApprovedJob & JobRef) | undefined
  starterOf(row: JobRow): Starter
}

/** Steps of one run. */
export interface StepGate {
  /** Whether a write of steps may use an approval up, and so must be durable. */
  mustSync(): boolean
  answer(write: Write, step: { tool: string; args: unknown; number: number }): StepAnswer
}
