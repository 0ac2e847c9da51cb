import { jobTypeSchema, taskTypes } from '#schemas'

/** What a job type is called; one this version does not know keeps its name. */
export function typeWords(type: string): string {
  const known = jobTypeSchema.safeParse(type)
  return known.success ? taskTypes[known.data].label : type
}

/** A job type as lists and filters show it. */
export function shortTypeName(type: string): string {
  return type.replace(/_task$/, '')
}
