import { deliverSchema, type Deliver } from '#schemas'
import type { Store, Write } from '#core/record'

/** Who is told of a job's end, for those that say so: at the end of a job its whole request is too much to read. */
export interface JobDelivers {
  of(jobSeq: number): Deliver | undefined
  add(write: Write, jobSeq: number, deliver: Deliver): void
}

export function createJobDelivers(store: Store): JobDelivers {
  const bySeq = store.query<{ job: number }, { alias: string; wanted: string; output: number }>(
    'SELECT alias, wanted, output FROM job_deliver WHERE job = :job',
  )
  const insert = store.change<{ job: number; alias: string; wanted: string; output: number }>(
    'INSERT INTO job_deliver(job, alias, wanted, output) VALUES (:job, :alias, :wanted, :output)',
  )
  return {
    of(job) {
      const row = bySeq.get({ job })
      return row && deliverSchema.parse({ to: row.alias, when: row.wanted, output: row.output === 1 })
    },
    add(write, job, { to, when, output }) {
      insert.run(write, { job, alias: to, wanted: when, output: output ? 1 : 0 })
    },
  }
}
