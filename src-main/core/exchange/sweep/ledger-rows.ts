import type { EventRow, ReadConnection } from '#core/record'

export const PAGE_ROWS = 1000

/** Rows of the ledger, or of one job, in their order. */
export function page(database: ReadConnection, after: number, job: string | null): EventRow[] {
  return job === null
    ? database
        .prepare<[number, number], EventRow>('SELECT * FROM event WHERE seq > ? ORDER BY seq LIMIT ?')
        .all(after, PAGE_ROWS)
    : database
        .prepare<[string, number, number], EventRow>(
          'SELECT * FROM event WHERE job_id = ? AND seq > ? ORDER BY seq LIMIT ?',
        )
        .all(job, after, PAGE_ROWS)
}
