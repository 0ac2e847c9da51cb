import type { Job } from '#schemas'

/** Jobs of one type and title that ended for one reason. */
export interface Alike {
  readonly newest: Job
  readonly count: number
}

/** Puts alike ones together, in the order of the newest of each. `jobs` come newest first. */
export function alike(jobs: readonly Job[], reasonOf: (job: Job) => string): Alike[] {
  const groups = new Map<string, Alike>()
  for (const job of jobs) {
    const key = JSON.stringify([job.type, job.title, job.workspace, reasonOf(job)])
    const { newest, count } = groups.get(key) ?? { newest: job, count: 0 }
    groups.set(key, { newest, count: count + 1 })
  }
  return [...groups.values()]
}
