import { ENQUEUED_OF_JOB, type EventRow, IN_JOB_INDEX, type ReadConnection } from '#core/record'

export const PAGE_ROWS = 1000

/** Rows of the ledger, or of one job, in their order. */
export function page(database: ReadConnection, after: number, job: string | null): EventRow[] {
  return job === null
    ? database
        .prepare<[number, number], EventRow>('SELECT * FROM event WHERE seq > ? ORDER BY seq LIMIT ?')
        .all(after, PAGE_ROWS)
    : database
        .prepare<{ job: string; after: number; limit: number }, EventRow>(
          `SELECT * FROM event INDEXED BY event_job WHERE job_id = :job AND ${IN_JOB_INDEX} AND seq > :after
            UNION ALL ${ENQUEUED_OF_JOB} AND seq > :after ORDER BY seq LIMIT :limit`,
        )
        .all({ job, after, limit: PAGE_ROWS })
}
