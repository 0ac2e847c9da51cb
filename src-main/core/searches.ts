import type { EventRecord } from '#schemas'
import type { JobFilter } from '#schemas/contract'
import { eventSeqs, type EventQuery, type Ledger, type Reader } from '#core/record'
import { type JobListing, type JobRow, jobSeqs, type JobTable, searches } from '#core/work'

/** Pages that may have to look at many rows; those are found by the reader thread, the others at once. */
export interface Searches {
  jobs(query: { filter?: JobFilter; cursor?: string; limit: number }): Promise<{ rows: JobRow[]; next: string | null }>
  events(query: EventQuery): Promise<{ items: EventRecord[]; head: number; more: boolean }>
}

export function createSearches({
  reader,
  listing,
  jobs,
  ledger,
}: {
  reader: Reader
  listing: JobListing
  jobs: JobTable
  ledger: Ledger
}): Searches {
  return {
    async jobs(query) {
      if (!searches(query.filter)) return listing.page(query)
      const { seqs, next } = jobSeqs.parse(await reader.run('jobs.page', query))
      return { rows: seqs.map(jobs.bySeq).filter((row) => row !== undefined), next }
    },
    async events(query) {
      if (query.filter?.kind === undefined && query.filter?.actor === undefined) return ledger.page(query)
      // Read before the search: who goes on from this head must find what comes while the thread looks.
      const head = ledger.head().seq
      const found = eventSeqs.parse(await reader.run('events.page', query))
      const seqs = found.filter((seq) => seq <= head)
      const items = seqs.slice(0, query.limit).map(ledger.get)
      return { items: items.filter((item) => item !== undefined), head, more: seqs.length > query.limit }
    },
  }
}
