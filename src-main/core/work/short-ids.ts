import type { Clock } from '#schemas/format'
import type { Appended, Ledger, Store } from '#core/record'

/** So many jobs at most are looked through to find one that is not in the index yet, and so many enter it in one write. */
const BATCH = 500
const WAIT_MS = 1000

/**
 * Keeps the index of short ids up with the jobs, many at a time: these ids end in chance, so each that enters alone changes a
 * page of its own. The view `job_short` finds those that are not in it by going through them.
 */
export function keepShortIds(store: Store, ledger: Ledger, clock: Clock): { close(): void } {
  const next = store.query<{ limit: number }, { seq: number | null }>(
    'SELECT max(seq) AS seq FROM (SELECT seq FROM job WHERE seq > (SELECT seq FROM short_id_until) ORDER BY seq LIMIT :limit)',
  )
  const add = store.change<{ until: number }>(
    'INSERT INTO short_id SELECT short, seq FROM job WHERE seq > (SELECT seq FROM short_id_until) AND seq <= :until ORDER BY short',
  )
  const move = store.change<{ until: number }>('UPDATE short_id_until SET seq = :until')

  let behind = 0
  let filling = false
  let closed = false
  let cancel: (() => void) | undefined

  const stop = ledger.onAppend((appended) => {
    const jobs = appended.filter(isNewJob).length
    if (jobs === 0) return
    behind += jobs
    if (behind >= BATCH) void fill()
    else lookLater()
  })

  function lookLater(): void {
    cancel ??= clock.after(WAIT_MS, () => void fill())
  }

  async function fill(): Promise<void> {
    cancel?.()
    cancel = undefined
    if (filling || closed) return
    filling = true
    behind = 0
    try {
      // Nobody waits for it, and what a power cut takes is filled in again.
      const added = await store.write(fillSome, { durable: false, patient: true })
      if (added === BATCH) behind += added
    } catch {
      // A full disk, or the end: those that are missing are found all the same.
      behind += 1
    } finally {
      filling = false
      if (behind > 0 && !closed) lookLater()
    }
  }

  const fillSome: Parameters<typeof store.write<number>>[0] = (write) => {
    const until = next.get({ limit: BATCH })?.seq ?? null
    if (until === null) return 0
    const added = add.run(write, { until })
    move.run(write, { until })
    return added
  }

  lookLater()
  return {
    close() {
      closed = true
      cancel?.()
      stop()
    },
  }
}

function isNewJob({ kind }: Appended): boolean {
  return kind === 'job.enqueued' || kind === 'job.imported'
}
