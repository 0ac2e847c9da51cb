import type { z } from 'zod'
import { explainIssues, type TaskType, type Verdict } from '#schemas'
import type { RunContext } from './context.ts'
import { failed } from './run-end.ts'

/** What a run that got to its end hands back. */
export interface Completion<Result = unknown> {
  readonly result: Result
  readonly verdict: Verdict | null
}

export type Perform = (run: RunContext) => Promise<Completion>

/** One job type as the worker does it. */
export interface Handler {
  /** Tools the type is made of; they need no grant. */
  readonly tools: readonly string[]
  /** Parses the payload, which may be as old as the job. Throws a RunEnd that names the field. */
  prepare(payload: unknown): Perform
}

export function defineHandler<P extends z.ZodType, R extends z.ZodType>(
  type: TaskType<P, R>,
  perform: (run: RunContext, payload: z.output<P>) => Promise<Completion<z.output<R>>>,
): Handler {
  return {
    tools: type.tools,
    prepare(payload) {
      const parsed = type.payload.safeParse(payload)
      if (!parsed.success) throw invalidAssignment(parsed.error, payload, 'payload')
      return (run) => perform(run, parsed.data)
    },
  }
}

/** What the core stored is no longer what it let in: somebody wrote to the database. */
export function invalidAssignment(error: z.ZodError, input: unknown, what: string) {
  const problems = explainIssues(error, input).map(({ problem }) => problem)
  return failed('invalid_assignment', `The ${what} of this job was refused by the worker: ${problems.join(' ')}`)
}
