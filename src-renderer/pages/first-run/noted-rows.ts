import type { EventRecord } from '#schemas'

/** Which row each note is about; where a run did not have the first kind, the next says the same. */
const NOTED: readonly (readonly string[])[] = [
  ['job.enqueued', 'job.imported'],
  ['run.header', 'run.claimed'],
  ['tool.called', 'step.done', 'run.claimed'],
  ['run.finished'],
]

/** Row numbers with the number of their note, 1 to 4. */
export function notedRows(rows: readonly Pick<EventRecord, 'seq' | 'kind'>[]): Map<number, number> {
  const noted = new Map<number, number>()
  NOTED.forEach((kinds, index) => {
    for (const kind of kinds) {
      const row = rows.find((each) => each.kind === kind && !noted.has(each.seq))
      if (!row) continue
      noted.set(row.seq, index + 1)
      return
    }
  })
  return noted
}
