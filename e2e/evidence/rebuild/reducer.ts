import type { EventKind, EventPayload } from '#schemas'
import type { JobRow, RunRow, Tables } from './tables.ts'

/** An event as the ledger holds it; `P` its payload, parsed. */
export interface LedgerEvent<P = unknown> {
  readonly seq: number
  readonly at: number
  readonly kind: string
  readonly actor: string
  readonly job_id: string | null
  readonly run_id: string | null
  readonly payload: P
}

/** The text of a body; everything that is not in the events themselves. */
export type ReadBody = (id: string) => string

/** What one kind of event does to current state. */
export type Reducers = {
  readonly [K in EventKind]?: (tables: Tables, event: LedgerEvent<EventPayload<K>>, body: ReadBody) => void
}

/** The job an event is about. */
export function jobOf(tables: Tables, event: LedgerEvent): JobRow {
  const job = tables.job.get(event.job_id ?? '')
  if (job === undefined) throw new Error(`Row ${event.seq} speaks of a job that was never enqueued.`)
  return job
}

/** The run an event is about. */
export function runOf(tables: Tables, event: LedgerEvent): RunRow {
  const run = tables.run.get(event.run_id ?? '')
  if (run === undefined) throw new Error(`Row ${event.seq} speaks of a run that was never claimed.`)
  return run
}
