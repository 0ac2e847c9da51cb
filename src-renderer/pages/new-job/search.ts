import { JOB_TYPES, type JobType } from '#schemas'
import { isLimitName, type LimitName } from '../../facts/index.ts'

/** What a new job starts from. */
export interface NewJobSearch {
  type?: JobType
  /** Workspace. */
  ws?: string
  /** Id of the job to run again with changes; wins over the others. */
  from?: string
  /** The budget that ended that job, to be doubled. */
  raise?: LimitName
  /** Number of a file with a job that the system brought to this window. */
  brought?: number
}

export function readNewJobSearch(raw: Record<string, unknown>): NewJobSearch {
  const type = JOB_TYPES.find((each) => each === raw['type'] || each === `${String(raw['type'])}_task`)
  return {
    ...(type === undefined ? {} : { type }),
    ...(typeof raw['ws'] === 'string' && raw['ws'] !== '' ? { ws: raw['ws'].slice(0, 64) } : {}),
    ...(typeof raw['from'] === 'string' && raw['from'] !== '' ? { from: raw['from'].slice(0, 64) } : {}),
    ...(isLimitName(raw['raise']) ? { raise: raw['raise'] } : {}),
    ...(Number.isInteger(Number(raw['brought'] ?? NaN)) ? { brought: Number(raw['brought']) } : {}),
  }
}
