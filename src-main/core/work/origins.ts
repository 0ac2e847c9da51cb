import type { JobOrigin } from '#schemas'
import type { Store, Write } from '#core/record'

/** Where jobs come from, for those that no caller enqueued. */
export interface Origins {
  of(jobSeq: number): JobOrigin | undefined
  add(write: Write, jobSeq: number, origin: JobOrigin): void
}

export function createOrigins(store: Store): Origins {
  const bySeq = store.query<{ job: number }, JobOrigin>(
    'SELECT kind, schedule, firing FROM job_origin WHERE job = :job',
  )
  const insert = store.change<JobOrigin & { job: number }>(
    'INSERT INTO job_origin(job, kind, schedule, firing) VALUES (:job, :kind, :schedule, :firing)',
  )
  return {
    of: (job) => bySeq.get({ job }),
    add(write, job, { kind, schedule, firing }) {
      insert.run(write, { job, kind, schedule, firing })
    },
  }
}
