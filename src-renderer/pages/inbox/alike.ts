import type { InboxGroup } from '#schemas'

/** What one row of the inbox is about: an entry, or failures that are told alike. */
export interface InboxRow {
  readonly key: string
  /** Newest first, at least one. */
  readonly entries: readonly InboxGroup[]
}

/** Failures of one workspace, one reason and one title share a row, in the place of the newest of them. */
export function rowsOf(entries: readonly InboxGroup[]): InboxRow[] {
  const rows = new Map<string, InboxGroup[]>()
  for (const entry of entries) {
    const key = keyOf(entry)
    const row = rows.get(key)
    if (row === undefined) rows.set(key, [entry])
    else row.push(entry)
  }
  return [...rows].map(([key, alike]) => ({ key, entries: alike }))
}

function keyOf({ id, kind, code, job }: InboxGroup): string {
  return kind === 'job_failed' && job !== null
    ? JSON.stringify([job.workspace, code, job.type, job.title])
    : JSON.stringify(id)
}

/** Jobs of these entries that are failed now, so that they can be retried. */
export function failedJobs(entries: readonly InboxGroup[]): string[] {
  return entries.flatMap(({ job }) => (job?.state === 'failed' ? [job.id] : []))
}
