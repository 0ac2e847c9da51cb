import type { EventRecord, JobCounts } from '#schemas'
import type { JobFilter, JobOrder } from '#schemas/contract'
import { eventSeqs, type EventQuery, type Ledger, type Queries, type Reader } from '#core/record'
import {
  countsResult,
  type JobListing,
  type JobRow,
  jobSeqs,
  type JobTable,
  queuedReason,
  type QueueSituation,
  type ResolvedFilter,
  resolveFilter,
  searches,
} from '#core/work'

/** Pages that may have to look at many rows; those are found by the reader thread, the others at once. A signal ends the search. */
export interface Searches {
  jobs(
    query: { filter?: JobFilter; order?: JobOrder; cursor?: string; limit: number },
    signal?: AbortSignal,
  ): Promise<{ rows: JobRow[]; next: string | null }>
  counts(
    filter: Omit<JobFilter, 'state'> | undefined,
    signal?: AbortSignal,
  ): Promise<{ counts: JobCounts; capped_at: number | null }>
  /** A filter with its reasons as they are at this moment. */
  resolve(filter: JobFilter): ResolvedFilter
  events(query: EventQuery, signal?: AbortSignal): Promise<{ items: EventRecord[]; head: number; more: boolean }>
}

export function createSearches({
  queries,
  reader,
  listing,
  counts,
  jobs,
  ledger,
  queue,
}: {
  queries: Queries
  reader: Reader
  listing: JobListing
  counts: () => JobCounts
  jobs: JobTable
  ledger: Ledger
  queue: () => QueueSituation
}): Searches {
  const queuedLanes = queries.query<object, { lane: string }>('SELECT lane FROM lane')

  function resolve(filter: JobFilter): ResolvedFilter {
    const now = queue()
    return resolveFilter(
      filter,
      () => queuedLanes.all({}).map(({ lane }) => lane),
      (lane) => queuedReason(lane, now).code,
    )
  }

  return {
    resolve,
    async jobs({ filter, ...query }, signal) {
      const asked = { ...query, ...(filter !== undefined && { filter: resolve(filter) }) }
      if (!searches(asked.filter)) return listing.page(asked)
      const { seqs, next } = jobSeqs.parse(await reader.run('jobs.page', asked, signal))
      return { rows: seqs.map(jobs.bySeq).filter((row) => row !== undefined), next }
    },
    async counts(filter, signal) {
      if (filter === undefined || Object.values(filter).every((each) => each === undefined))
        return { counts: counts(), capped_at: null }
      return countsResult.parse(await reader.run('jobs.counts', resolve(filter), signal))
    },
    async events(query, signal) {
      if (query.filter?.kind === undefined && query.filter?.actor === undefined) return ledger.page(query)
      // Read before the search: who goes on from this head must find what comes while the thread looks.
      const head = ledger.head().seq
      const found = eventSeqs.parse(await reader.run('events.page', query, signal))
      const seqs = found.filter((seq) => seq <= head)
      const items = seqs.slice(0, query.limit).map(ledger.get)
      return { items: items.filter((item) => item !== undefined), head, more: seqs.length > query.limit }
    },
  }
}
