import { ENQUEUED_OF_JOB, type EventRow, IN_JOB_INDEX, type ReadConnection } from '#core/record'

export const PAGE_ROWS = 1000

/** Of the ledger or of one job, up to a row. The ledger goes on while it is read: what is searched and written is the same. */
export interface Span {
  readonly job: string | null
  readonly last: number
}

/** All there is by now. */
export function spanOf(database: ReadConnection, job: string | null): Span {
  const end = database.prepare<[], { last: number | null }>('SELECT max(seq) AS last FROM event').get()
  return { job, last: end?.last ?? 0 }
}

/** Rows of a span, in their order. */
export function page(database: ReadConnection, after: number, { job, last }: Span): EventRow[] {
  return job === null
    ? database
        .prepare<[number, number, number], EventRow>(
          'SELECT * FROM event WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?',
        )
        .all(after, last, PAGE_ROWS)
    : database
        .prepare<{ job: string; after: number; last: number; limit: number }, EventRow>(
          `SELECT * FROM event INDEXED BY event_job WHERE job_id = :job AND ${IN_JOB_INDEX} AND seq > :after AND seq <= :last
            UNION ALL ${ENQUEUED_OF_JOB} AND seq > :after AND seq <= :last ORDER BY seq LIMIT :limit`,
        )
        .all({ job, after, last, limit: PAGE_ROWS })
}
