import { z } from 'zod'
import { InterlockError } from './errors/index.ts'
import { parseInput, parseJob } from './parse-job.ts'
import { type ScheduleSpec, scheduleSpecSchema } from './schedule-spec.ts'
import { templateProblems } from './template.ts'

const withJob = z.looseObject({ job: z.record(z.string(), z.unknown()) })

/**
 * A schedule from a value that came from outside; its job in our form or DALI's, with a preset or without.
 * @throws InterlockError input_too_deep, input_too_many_members, invalid_input
 */
export function parseSchedule(input: unknown): ScheduleSpec {
  const { data: given } = withJob.safeParse(input)
  const spec = parseInput(
    scheduleSpecSchema,
    given === undefined ? input : { ...given, job: parseJob(given.job) },
    'schedule',
  )
  const { trigger } = spec
  const problems = [
    ...(trigger.kind === 'once' && (trigger.at === undefined) === (trigger.in === undefined)
      ? [{ field: 'trigger', problem: 'trigger must have at or in, and not both.' }]
      : []),
    ...templateProblems(spec),
  ]
  if (problems.length > 0) throw new InterlockError('invalid_input', { what: 'schedule', problems })
  return spec
}
