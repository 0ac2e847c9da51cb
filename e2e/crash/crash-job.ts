import type { JobSpecInput } from '#schemas'
import { aJob, aScript } from '../support/jobs.ts'
import type { Chance } from '../support/random.ts'

/** A job that may be tried very often, quick or with processes that hide in sessions of their own; `mark` shows in each of them. */
export function crashJob(id: string, mark: string, random: Chance): JobSpecInput {
  const shared = { id, max_attempts: 20, retry_on: ['timed_out' as const] }
  const seconds = random.below(5) / 10
  switch (random.below(4)) {
    case 0:
      return aJob(shared)
    case 1:
      return aScript(`echo begun; sleep ${seconds}; echo ended`, shared)
    case 2:
      return aScript(`sleep ${mark} & setsid sleep ${mark} & sleep ${seconds}`, shared)
    default:
      return aScript(
        `(setsid sh -c "trap '' TERM HUP; sleep ${mark}" &); head -c 70000 /dev/zero; sleep ${seconds}`,
        shared,
      )
  }
}
