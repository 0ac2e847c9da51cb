import { z } from 'zod'
import { firingStateSchema, jobOriginSchema, zoneSchema } from '#schemas'
import { nextTurn, type Queries, queriesOf, type ReadConnection, type ReaderTask } from '#core/record'
import { isSuccess } from './outcomes.ts'
import { zoneOf } from './times/index.ts'

const pageRequest = z.strictObject({
  schedule: z.string().nullable(),
  state: firingStateSchema.nullable(),
  kind: jobOriginSchema.shape.kind.nullable(),
  failed: z.boolean(),
  before: z.int(),
  limit: z.int(),
})
export type FiringPageRequest = z.infer<typeof pageRequest>
export const firingSeqs = z.array(z.int())

const daysRequest = z.strictObject({ schedule: z.string().nullable(), since: z.int(), zone: zoneSchema })
const dayCounts = { succeeded: 0, failed: 0, cancelled: 0, open: 0, refused: 0, missed: 0 }
export const firingDays = z.array(z.strictObject({ day: z.string(), ...counted() }))

function counted() {
  const n = z.int()
  return { succeeded: n, failed: n, cancelled: n, open: n, refused: n, missed: n }
}

const DAY = 86_400_000
/** Rows after which the thread's others have a turn. */
const ROWS = 5000

/** As `isSuccess` has it: tests that did not pass are a failure as well. */
const FAILED = `AND EXISTS (SELECT 1 FROM job WHERE job.id = firing.job
  AND (job.state = 'failed' OR (job.state = 'succeeded' AND job.verdict IN ('failed', 'partial'))))`

/** Numbers of firings, the newest first; by the index that leads to the fewest. */
export function firingPage(queries: Queries, request: FiringPageRequest): number[] {
  const { schedule, failed, ...asked } = request
  // Only what became a job can fail.
  const state = failed ? 'enqueued' : asked.state
  const where =
    schedule === null
      ? state === null
        ? 'FROM firing WHERE true'
        : 'FROM firing INDEXED BY firing_state WHERE state = :state'
      : state === null
        ? 'FROM firing INDEXED BY firing_schedule WHERE schedule = :schedule'
        : 'FROM firing INDEXED BY firing_schedule_state WHERE schedule = :schedule AND state = :state'
  const ended = failed ? FAILED : ''
  const page = queries.query<Omit<FiringPageRequest, 'failed'>, { seq: number }>(
    `SELECT seq ${where} AND seq < :before AND (:kind IS NULL OR kind = :kind) ${ended} ORDER BY seq DESC LIMIT :limit`,
  )
  return page.all({ ...asked, schedule, state }).map(({ seq }) => seq)
}

const pageTask: ReaderTask = async (database, input) => firingPage(queriesOf(database), pageRequest.parse(input))

interface CountedRow {
  seq: number
  due_at: number
  count: number
  state: string
  job_state: 'succeeded' | 'failed' | 'cancelled' | null
  verdict: 'passed' | 'failed' | 'partial' | null
}

/** What came of firings by the day they were due, the oldest day first. */
const daysTask: ReaderTask = async (database, input) => {
  const { schedule, since, zone: name } = daysRequest.parse(input)
  const zone = zoneOf(name)
  const days = new Map<string, typeof dayCounts>()
  for await (const row of rowsSince(database, schedule, since)) {
    const day = new Date(row.due_at + zone.offset(row.due_at)).toISOString().slice(0, 10)
    const counts = days.get(day) ?? { ...dayCounts }
    days.set(day, counts)
    counts[cameTo(row)] += row.count
  }
  return [...days].map(([day, counts]) => ({ day, ...counts })).toSorted((a, b) => a.day.localeCompare(b.day))
}

async function* rowsSince(
  database: ReadConnection,
  schedule: string | null,
  since: number,
): AsyncGenerator<CountedRow, void, void> {
  const from = schedule === null ? 'firing WHERE' : 'firing INDEXED BY firing_schedule WHERE schedule = :schedule AND'
  const page = queriesOf(database).query<{ schedule: string | null; before: number; limit: number }, CountedRow>(
    `SELECT firing.seq, firing.due_at, firing.count, firing.state, job.state AS job_state, job.verdict
      FROM (SELECT * FROM ${from} seq < :before ORDER BY seq DESC LIMIT :limit) AS firing
      LEFT JOIN job ON job.id = firing.job ORDER BY firing.seq DESC`,
  )
  for (let before = Number.MAX_SAFE_INTEGER; ;) {
    const rows = page.all({ schedule, before, limit: ROWS })
    yield* rows.filter((row) => row.due_at >= since)
    const last = rows.at(-1)
    // They come about in the order they are due, but for what was late or is to come: a day more is looked through.
    if (last === undefined || rows.length < ROWS || last.due_at < since - DAY) return
    before = last.seq
    await nextTurn()
  }
}

function cameTo({ state, job_state, verdict }: CountedRow): keyof typeof dayCounts {
  if (state === 'refused' || state === 'missed') return state
  if (state === 'cancelled') return 'cancelled'
  if (state !== 'enqueued' || job_state === null) return 'open'
  if (job_state === 'cancelled') return 'cancelled'
  if (job_state !== 'succeeded' && job_state !== 'failed') return 'open'
  return isSuccess({ state: job_state, verdict }) ? 'succeeded' : 'failed'
}

/** What the reader thread does for firings. */
export function firingTasks(): Readonly<Record<string, ReaderTask>> {
  return { 'firings.page': pageTask, 'firings.days': daysTask }
}
