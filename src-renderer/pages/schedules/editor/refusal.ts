import { ORPCError } from '@orpc/client'
import { z } from 'zod'
import { type InputProblem, inputProblemSchema } from '#schemas'
import { type Problem, problemOf } from '../../../app/index.ts'

/** Why the core did not take a schedule: what belongs to a field goes there, the rest beside the button. */
export interface Refusal {
  readonly problems: readonly InputProblem[]
  /** By the fields of its job. */
  readonly jobProblems: readonly InputProblem[]
  /** It was changed meanwhile: the revision it is at, and the one that was changed here. */
  readonly conflict: { readonly revision: number; readonly given: number } | undefined
  readonly panel: Problem | undefined
}

const inputData = z.object({ data: z.object({ problems: z.array(inputProblemSchema) }) })
const conflictData = z.object({ data: z.object({ revision: z.int(), given: z.int() }) })

/** The field that what was refused is about. */
const PLACES: Readonly<Record<string, string>> = {
  schedule_name_taken: 'name',
  cron_unreadable: 'trigger.expression',
  zone_unknown: 'zone',
  schedule_never_fires: 'trigger',
  chain_parent_not_found: 'after',
  chain_cycle: 'after',
  chain_too_deep: 'after',
  pattern_unreadable: 'after',
}

const NONE: Refusal = { problems: [], jobProblems: [], conflict: undefined, panel: undefined }

export function refusalOf(error: unknown): Refusal {
  const panel = problemOf(error)
  if (!(error instanceof ORPCError)) return { ...NONE, panel }
  const invalid = inputData.safeParse(error.data)
  if (panel.code === 'invalid_input' && invalid.success) return byPlace(invalid.data.data.problems)
  const conflict = conflictData.safeParse(error.data)
  if (panel.code === 'schedule_changed' && conflict.success) return { ...NONE, conflict: conflict.data.data }
  const place = PLACES[panel.code]
  return place === undefined ? { ...NONE, panel } : { ...NONE, problems: [{ field: place, problem: panel.what }] }
}

function byPlace(problems: readonly InputProblem[]): Refusal {
  const own = problems.filter(({ field }) => !field.startsWith('job.'))
  const jobs = problems.filter(({ field }) => field.startsWith('job.'))
  return {
    ...NONE,
    problems: own,
    jobProblems: jobs.map(({ field, problem }) => ({
      field: field.slice('job.'.length),
      problem: problem.replace(/^job\./, ''),
    })),
  }
}
