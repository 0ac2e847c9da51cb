import { ORPCError } from '@orpc/client'
import { z } from 'zod'
import { type InputProblem, inputProblemSchema } from '#schemas'
import { type Problem, problemOf } from '../../app/index.ts'

/** Why the core did not take a job: what belongs to a field goes there, the rest beside the button. */
export interface Refusal {
  readonly problems: readonly InputProblem[]
  readonly panel: Problem | undefined
}

const inputData = z.object({ data: z.object({ problems: z.array(inputProblemSchema) }) })
const conflictData = z.object({ data: z.object({ by: z.enum(['id', 'idempotency_key']), job: z.string() }) })

export function refusalOf(error: unknown): Refusal {
  const panel = problemOf(error, 'Nothing was added.')
  if (!(error instanceof ORPCError)) return { problems: [], panel: problemOf(error) }
  const invalid = inputData.safeParse(error.data)
  if (panel.code === 'invalid_input' && invalid.success)
    return { problems: invalid.data.data.problems, panel: undefined }
  const conflict = conflictData.safeParse(error.data)
  if (panel.code === 'job_conflict' && conflict.success) return at(conflict.data.data.by, panel)
  if (panel.code === 'workspace_required' || panel.code === 'workspace_not_found') return at('workspace', panel)
  return { problems: [], panel }
}

function at(field: string, { what, todo }: Problem): Refusal {
  return { problems: [{ field, problem: `${what} ${todo}` }], panel: undefined }
}
