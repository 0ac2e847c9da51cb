import { IN_KIND_INDEX, type ReadConnection } from '#core/record'

export interface Span {
  readonly start: number
  readonly end: number
}

/** When the core was up, and when each worker was. */
export interface Availability {
  readonly up: readonly Span[]
  readonly workers: readonly Span[]
}

interface LifeEvent {
  seq: number
  at: number
  kind: string
  slot: number | null
}

/** Reads from the ledger when work could be done in a range. A core that crashed counts as up until its last event. */
export function readAvailability(
  database: ReadConnection,
  { since, now }: { since: number; now: number },
): Availability {
  const firstSeq = firstLife(database, since)
  const events = database
    .prepare<[number], LifeEvent>(
      `SELECT seq, at, kind, CASE WHEN json_valid(payload) THEN payload ->> '$.slot' END AS slot FROM event INDEXED BY event_kind
        WHERE ${IN_KIND_INDEX} AND kind IN ('core.started', 'core.stopped', 'worker.started', 'worker.exited') AND seq >= ? ORDER BY seq`,
    )
    .all(firstSeq)
  // What a new life records before it says that it began is recovery, all of it the core's own.
  const lastOfLife = database.prepare<[number], { at: number }>(
    "SELECT at FROM event WHERE seq < ? AND actor <> 'core' ORDER BY seq DESC LIMIT 1",
  )
  const up: Span[] = []
  const workers: Span[] = []
  const working = new Map<number, number>()
  let began: number | undefined

  function workerEnds(slot: number, end: number): void {
    const start = working.get(slot)
    if (working.delete(slot) && start !== undefined && end > start) workers.push({ start, end })
  }
  function coreEnds(end: number): void {
    for (const slot of working.keys()) workerEnds(slot, end)
    if (began !== undefined && end > began) up.push({ start: began, end })
    began = undefined
  }

  for (const { seq, at, kind, slot } of events) {
    if (kind === 'core.stopped') coreEnds(at)
    else if (kind === 'core.started') {
      if (began !== undefined) coreEnds(lastOfLife.get(seq)?.at ?? began)
      began = at
    } else if (slot !== null) {
      workerEnds(slot, at)
      if (kind === 'worker.started') working.set(slot, at)
    }
  }
  coreEnds(now)
  return { up, workers }
}

/** The start of the life that was going on at `since`, or of the first after it. */
function firstLife(database: ReadConnection, since: number): number {
  const starts = database.prepare<[], { seq: number; at: number }>(
    `SELECT seq, at FROM event INDEXED BY event_kind WHERE ${IN_KIND_INDEX} AND kind = 'core.started' ORDER BY seq DESC`,
  )
  let first = 0
  for (const { seq, at } of starts.iterate()) {
    first = seq
    if (at <= since) break
  }
  return first
}

/** How much of a span lies in others, which may overlap each other. */
export function overlap({ start, end }: Span, others: readonly Span[]): number {
  return others.reduce((sum, other) => sum + Math.max(0, Math.min(end, other.end) - Math.max(start, other.start)), 0)
}
