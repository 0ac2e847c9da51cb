import { jobTypeSchema, taskTypes } from '../tasks/index.ts'

/** What a job type is called; one this version does not know keeps its name. */
export function typeLabel(type: string): string {
  const known = jobTypeSchema.safeParse(type)
  return known.success ? taskTypes[known.data].label : type
}
