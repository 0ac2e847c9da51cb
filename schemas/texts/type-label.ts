import { JOB_TYPE_LABELS, JOB_TYPES } from '../plain.ts'

/** What a job type is called; one this version does not know keeps its name. */
export function typeLabel(type: string): string {
  const known = JOB_TYPES.find((each) => each === type)
  return known === undefined ? type : JOB_TYPE_LABELS[known]
}
