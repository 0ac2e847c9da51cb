import { z } from 'zod'
import { type RunState, runStateSchema, type Stats, type StatsBucket } from '#schemas'
import { isoTime, percentile } from '#schemas/format'
import { IN_KIND_INDEX, nextTurn, type ReadConnection, type ReaderTask, unstoppable } from '#core/record'
import { type Availability, overlap, readAvailability, type Span } from './availability.ts'
import { type Bucket, bucketLength, bucketsOf } from './buckets.ts'
import { addTo, type Histogram, summary } from './histogram.ts'
import {
  addReason,
  emptyShares,
  type Reason,
  type RunTimes,
  type Shares,
  type Tally,
  tallyOf,
  waitedMs,
} from './tally.ts'

export const statsRequestSchema = z.strictObject({
  since: z.int(),
  until: z.int(),
  now: z.int(),
  zone: z.string(),
  types: z.array(z.string()),
})
export type StatsRequest = z.infer<typeof statsRequestSchema>

/** A bucket this long over gets no more runs: a finish is written within moments of its time. */
const SETTLED_MS = 5000
/** Runs that began in a range may end after it, at most so much later. */
const LONGEST_RUN_MS = 7200 * 1000 + 60_000
const MAX_KEPT = 1000
const MAX_KEPT_BYTES = 32 * 1024 * 1024
const MAX_REASONS = 50

/**
 * Figures over a range of time. Buckets that are over are added up once and kept, so that following a week of a million runs
 * costs what the last bucket costs.
 */
export function statsTasks(): Record<string, ReaderTask> {
  const kept = new Map<string, Tally>()
  const underWay = new Map<string, Promise<Tally>>()
  let keptBytes = 0
  let imports = 0

  function forget(): void {
    kept.clear()
    keptBytes = 0
  }

  async function tallied(
    database: ReadConnection,
    bucket: Bucket,
    { types, now }: StatsRequest,
    up: readonly Span[],
  ): Promise<Tally> {
    const key = `${bucket.start}-${bucket.end}-${types.join()}`
    const known = kept.get(key)
    if (known) return known
    const look = () => tallyOf(database, bucket, { types: new Set(types), up })
    if (bucket.end + SETTLED_MS > now) return look()
    // Two windows that ask for the same share one look; it is of use though one of them gives up.
    const shared = underWay.get(key) ?? unstoppable(look).finally(() => underWay.delete(key))
    underWay.set(key, shared)
    const tally = await shared
    if (!kept.has(key)) keep(key, tally)
    return tally
  }

  function keep(key: string, tally: Tally): void {
    const bytes = bytesOf(tally)
    if (kept.size >= MAX_KEPT || keptBytes + bytes > MAX_KEPT_BYTES) forget()
    if (bytes > MAX_KEPT_BYTES) return
    kept.set(key, tally)
    keptBytes += bytes
  }

  /** An import brings in runs of the past, and a clock that is set back lives it again. */
  function forgetStale(database: ReadConnection, now: number): void {
    const latest =
      database
        .prepare<[], { seq: number | null }>(
          `SELECT max(seq) AS seq FROM event INDEXED BY event_kind WHERE ${IN_KIND_INDEX} AND kind = 'run.imported'`,
        )
        .get()?.seq ?? 0
    if (latest !== imports) forget()
    imports = latest
    if ([...kept.keys()].some((key) => Number(key.split('-')[1]) > now)) forget()
  }

  return {
    'stats.overview': async (database, input): Promise<Stats> => {
      const request = statsRequestSchema.parse(input)
      const { since, until, now, zone, types } = request
      forgetStale(database, now)
      const buckets = bucketsOf(since, until, zone)
      const first = buckets[0]?.start ?? since
      const last = buckets.at(-1)?.end ?? until
      const availability = readAvailability(database, { since: first, now })
      const tallies: Tally[] = []
      for (const bucket of buckets) {
        tallies.push(await tallied(database, bucket, request, availability.up))
        await nextTurn()
      }
      const after = { start: last, end: Math.min(now, last + LONGEST_RUN_MS) }
      const late =
        after.end > after.start ? await tallyOf(database, after, { types: new Set(types), up: [] }) : undefined
      const others = [...(late?.crossing ?? []), ...running(database, request)]
      const work = workOf(buckets, tallies, others, availability.up)
      return {
        since: isoTime(first),
        until: isoTime(last),
        now: isoTime(now),
        zone,
        bucket_ms: bucketLength(since, until),
        buckets: buckets.map((bucket, index) => bucketView(bucket, tallies[index], work[index], availability, now)),
        ...reasonsOf(tallies),
        budgets: budgetsOf(tallies),
      }
    },
  }
}

/** About what a tally takes: the wait of each run, and objects for those that began before. */
function bytesOf({ waited, crossing, shares, reasons }: Tally): number {
  const values = [...shares.values()].reduce(
    (sum, { time, tools, output }) => sum + time.size + tools.size + output.size,
    0,
  )
  return waited.byteLength + crossing.length * 64 + values * 32 + reasons.size * 256 + 1024
}

/** What the runs of a bucket waited, and how long they kept slots busy in it. */
interface Work {
  waited: Int32Array
  busyMs: number
}

/** Puts each run into the bucket it began in, and its time into every bucket it went on in. */
function workOf(
  buckets: readonly Bucket[],
  tallies: readonly Tally[],
  others: readonly RunTimes[],
  up: readonly Span[],
): Work[] {
  const further = buckets.map((): number[] => [])
  const busyMs = tallies.map((tally) => tally.busyMs)
  for (const run of [...tallies.flatMap(({ crossing }) => crossing), ...others]) {
    const begins = indexAt(buckets, run.started)
    if (run.started < (buckets[begins]?.end ?? 0)) further[begins]?.push(run.waited)
    if (run.imported) continue
    const first = Math.max(0, begins)
    buckets.slice(first, indexAt(buckets, run.ended) + 1).forEach(({ start, end }, offset) => {
      const part = { start: Math.max(start, run.started), end: Math.min(end, run.ended) }
      busyMs[first + offset] = (busyMs[first + offset] ?? 0) + overlap(part, up)
    })
  }
  return tallies.map(({ waited }, index) => {
    const more = further[index] ?? []
    return {
      waited: more.length === 0 ? waited : Int32Array.from([...waited, ...more]).toSorted(),
      busyMs: busyMs[index] ?? 0,
    }
  })
}

/** Runs that go on: they have waited, and keep a slot busy until now. */
function running(database: ReadConnection, { types, now }: StatsRequest): RunTimes[] {
  return database
    .prepare<[], { ready_at: number; started_at: number; type: string }>(
      `SELECT run.ready_at, run.started_at, job.type FROM job INDEXED BY job_state CROSS JOIN run ON run.job_id = job.id
        WHERE job.state = 'running' AND run.state = 'running'`,
    )
    .all()
    .filter(({ type }) => types.length === 0 || types.includes(type))
    .map(({ ready_at, started_at }) => ({
      started: started_at,
      waited: waitedMs(ready_at, started_at),
      ended: now,
      imported: false,
    }))
}

/** The last bucket that begins at or before `at`; -1 before the first. */
function indexAt(buckets: readonly Bucket[], at: number): number {
  let [low, high] = [0, buckets.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((buckets[middle]?.start ?? Infinity) <= at) low = middle + 1
    else high = middle
  }
  return low - 1
}

function bucketView(
  { start, end }: Bucket,
  tally: Tally | undefined,
  work: Work | undefined,
  { up, workers }: Availability,
  now: number,
): StatsBucket {
  const upMs = overlap({ start, end }, up)
  const waited = work?.waited ?? new Int32Array()
  const average = (ms: number) => (upMs === 0 ? null : Math.round((ms / upMs) * 1000) / 1000)
  return {
    start: isoTime(start),
    end: isoTime(end),
    unfinished: end > now,
    ended: upMs === 0 && (tally?.ended.size ?? 0) === 0 ? null : countsOf(tally),
    waited:
      waited.length === 0
        ? null
        : { n: waited.length, p50_ms: percentile(waited, 0.5), p95_ms: percentile(waited, 0.95) },
    busy: average(work?.busyMs ?? 0),
    slots: average(overlap({ start, end }, workers)),
  }
}

/** A state that this version does not know is left out rather than refused: the rest is still true. */
function countsOf(tally: Tally | undefined): Partial<Record<RunState, number>> {
  const counts: Partial<Record<RunState, number>> = {}
  for (const [name, n] of tally?.ended ?? []) {
    const state = runStateSchema.safeParse(name).data
    if (state !== undefined) counts[state] = n
  }
  return counts
}

function reasonsOf(tallies: readonly Tally[]): Pick<Stats, 'reasons' | 'failures'> {
  const all = new Map<string, Reason>()
  for (const { reasons } of tallies) for (const reason of reasons.values()) addReason(all, reason)
  const sorted = [...all.values()].toSorted((a, b) => b.n - a.n || (a.code < b.code ? -1 : 1))
  return {
    failures: sorted.reduce((sum, { n }) => sum + n, 0),
    reasons: sorted.slice(0, MAX_REASONS).map(({ code, state, types, n }) => ({
      code,
      state: runStateSchema.catch('failed').parse(state),
      n,
      types: [...types].toSorted(),
    })),
  }
}

function budgetsOf(tallies: readonly Tally[]): Stats['budgets'] {
  const all = new Map<string, Shares>()
  for (const { shares } of tallies)
    for (const [type, { n, time, tools, output }] of shares) {
      const sum = all.get(type) ?? emptyShares()
      all.set(type, sum)
      sum.n += n
      for (const [value, times] of time) addTo(sum.time, value, times)
      for (const [value, times] of tools) addTo(sum.tools, value, times)
      for (const [value, times] of output) addTo(sum.output, value, times)
    }
  return [...all]
    .filter(([, { n }]) => n > 0)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([type, { n, time, tools, output }]) => ({
      type,
      n,
      time: shareView(time),
      tools: shareView(tools),
      output: shareView(output),
    }))
}

function shareView(histogram: Histogram): Stats['budgets'][number]['time'] {
  const found = summary(histogram)
  return found === undefined ? null : { n: found.n, p50: found.p50 / 1000, max: found.max / 1000 }
}
