import { nextTurn, type ReadConnection } from '#core/record'
import { overlap, type Span } from './availability.ts'
import type { Bucket } from './buckets.ts'
import { addTo, type Histogram } from './histogram.ts'

/** What the runs that ended in one bucket add up to. */
export interface Tally {
  readonly ended: Map<string, number>
  /** Failures by reason and job type. */
  readonly reasons: Map<string, Reason>
  readonly shares: Map<string, Shares>
  /** What the runs that also began in it had waited, sorted. */
  readonly waited: Int32Array
  /** How long those kept slots busy. */
  readonly busyMs: number
  /** Runs that began before it. */
  readonly crossing: readonly RunTimes[]
}

/** When a run began, how long it had waited, and when it ended. An imported one used no slot here. */
export interface RunTimes {
  readonly started: number
  readonly waited: number
  readonly ended: number
  readonly imported: boolean
}

export interface Reason {
  readonly code: string
  readonly state: string
  readonly types: Set<string>
  n: number
}

export interface Shares {
  n: number
  readonly time: Histogram
  readonly tools: Histogram
  readonly output: Histogram
}

type Row = [
  at: number,
  token: number,
  type: string,
  state: string,
  code: string | null,
  imported: number,
  ready: number,
  started: number,
  time: number | null,
  tools: number | null,
  output: number | null,
]

const PAGE = 10_000
const FAILURES = new Set(['failed', 'timed_out', 'over_budget', 'lost'])

/** Adds up one bucket in pages, so that neither the log of the database nor the other reads wait for it. */
export async function tallyOf(
  database: ReadConnection,
  { start, end }: Bucket,
  { types, up }: { types: ReadonlySet<string>; up: readonly Span[] },
): Promise<Tally> {
  const page = database
    .prepare<[number, number, number, number], Row>(
      `SELECT at, token, type, state, code, imported, ready_at, started_at, time_share, tool_share, output_share FROM ended_run
        WHERE (at, token) > (?, ?) AND at < ? ORDER BY at, token LIMIT ?`,
    )
    .raw()
  const counts = {
    ended: new Map<string, number>(),
    reasons: new Map<string, Reason>(),
    shares: new Map<string, Shares>(),
  }
  const upHere = up.filter((span) => span.start < end && span.end > start)
  const waited: number[] = []
  const crossing: RunTimes[] = []
  let busyMs = 0
  for (let at = start, token = -1; ;) {
    const rows = page.all(at, token, end, PAGE)
    for (const row of rows) {
      if (types.size > 0 && !types.has(row[2])) continue
      count(counts, row)
      const run = timesOf(row)
      if (run.started < start) crossing.push(run)
      else {
        waited.push(run.waited)
        if (!run.imported) busyMs += overlap({ start: run.started, end: run.ended }, upHere)
      }
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < PAGE)
      return { ...counts, waited: Int32Array.from(waited).toSorted(), busyMs, crossing }
    at = last[0]
    token = last[1]
    await nextTurn()
  }
}

function timesOf([ended, , , , , imported, ready, started]: Row): RunTimes {
  return { started, waited: waitedMs(ready, started), ended, imported: imported === 1 }
}

/** Clocks can be set back between the two, and a wait of more than 24 days is one of 24 days. */
export function waitedMs(ready: number, started: number): number {
  return Math.min(2 ** 31 - 1, Math.max(0, started - ready))
}

function count(
  tally: Pick<Tally, 'ended' | 'reasons' | 'shares'>,
  [, , type, state, code, , , , time, tools, output]: Row,
): void {
  tally.ended.set(state, (tally.ended.get(state) ?? 0) + 1)
  if (FAILURES.has(state)) addReason(tally.reasons, { code: code ?? state, state, types: new Set([type]), n: 1 })
  const shares = tally.shares.get(type) ?? emptyShares()
  tally.shares.set(type, shares)
  if (time !== null || tools !== null || output !== null) shares.n += 1
  if (time !== null) addTo(shares.time, time)
  if (tools !== null) addTo(shares.tools, tools)
  if (output !== null) addTo(shares.output, output)
}

/** Adds what another bucket counted. */
export function addReason(reasons: Map<string, Reason>, { code, state, types, n }: Reason): void {
  const key = `${state}/${code}`
  const known = reasons.get(key)
  if (known === undefined) reasons.set(key, { code, state, types: new Set(types), n })
  else {
    known.n += n
    for (const type of types) known.types.add(type)
  }
}

export function emptyShares(): Shares {
  return { n: 0, time: new Map(), tools: new Map(), output: new Map() }
}
