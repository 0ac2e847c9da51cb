import { z } from 'zod'
import {
  type Budgets,
  compatSchema,
  heldReasonSchema,
  InterlockError,
  type Job,
  type JobOrigin,
  type JobSpec,
  jobSpecSchema,
  jobStateSchema,
  type Usage,
  verdictSchema,
  type WaitingReason,
} from '#schemas'
import { isoTime } from '#schemas/format'
import { type Bodies, IN_JOB_INDEX, type Store } from '#core/record'

/** A row of the job table. `requires` is a JSON list, `spec` the body that holds what was asked. */
export interface JobRow {
  seq: number
  id: string
  short: string
  type: string
  payload_version: number
  title: string
  state: string
  held_reason: string | null
  workspace: string
  requires: string
  lane: string
  priority: number
  compat: string | null
  idempotency_key: string | null
  created_at: number
  run_at: number | null
  ready_at: number | null
  finished_at: number | null
  attempts: number
  max_attempts: number
  runs: number
  last_run: string | null
  cancel_requested: number
  verdict: string | null
  outcome_code: string | null
  outcome_message: string | null
  spec: string
}

/** What the whole queue's situation says about a job that waits. */
export type Situation = (job: JobRow) => WaitingReason | null

export interface JobTable {
  byId(id: string): JobRow | undefined
  bySeq(seq: number): JobRow | undefined
  byKey(idempotencyKey: string): JobRow | undefined
  /**
   * The job of a whole id, or of its last 6 characters or more.
   * @throws InterlockError job_not_found, id_ambiguous
   */
  find(id: string): JobRow
  /** What was asked; undefined when the stored content is no job. */
  spec(row: Pick<JobRow, 'type' | 'spec'>): JobSpec | undefined
  /**
   * The same, held against the ledger: undefined also when it is not what was enqueued, or approved after an edit. To be asked
   * before it is run. `asked`: whether an approval was asked for when it was added.
   */
  enqueuedSpec(row: JobRow): { readonly spec: JobSpec; readonly asked: boolean } | undefined
  /** What the job was when it was added, where it was edited since. */
  sentSpec(row: JobRow): JobSpec | undefined
  /** The budgets of what was asked, for lists: the rest of it may be megabytes of notes. */
  budgets(row: JobRow): Budgets | undefined
}

/** As many jobs as a few consoles show at a time; a body never changes, so what is known of it stays right. */
const MAX_KNOWN_BUDGETS = 2000

export function createJobTable(store: Store, bodies: Bodies): JobTable {
  const knownBudgets = new Map<string, Budgets>()
  const byId = store.query<{ id: string }, JobRow>('SELECT * FROM job WHERE id = :id')
  const bySeq = store.query<{ seq: number }, JobRow>('SELECT * FROM job WHERE seq = :seq')
  const byKey = store.query<{ key: string }, JobRow>('SELECT * FROM job WHERE idempotency_key = :key')
  const byShort = store.query<{ from: string; to: string }, JobRow>(
    'SELECT job.* FROM job_short CROSS JOIN job USING (seq) WHERE job_short.short >= :from AND job_short.short < :to LIMIT 3',
  )
  const byLongTail = store.query<{ short: string; tail: string }, JobRow>(
    'SELECT job.* FROM job_short CROSS JOIN job USING (seq) WHERE job_short.short = :short AND substr(job.id, -length(:tail)) = :tail LIMIT 3',
  )
  const enqueuedDigest = store.query<
    { seq: number; id: string },
    { digest: string | null; approval: string | null; body: string | null }
  >(
    // Without the question, a row that is no JSON any more would keep every job behind it from being claimed.
    "SELECT CASE WHEN json_valid(payload) THEN payload ->> '$.spec.digest' END AS digest, CASE WHEN json_valid(payload) THEN payload ->> '$.approval' END AS approval, CASE WHEN json_valid(payload) THEN payload ->> '$.spec.id' END AS body FROM event WHERE seq = :seq AND kind IN ('job.enqueued', 'job.imported') AND job_id = :id",
  )

  const lastEdit = store.query<{ id: string }, { digest: string | null }>(
    `SELECT CASE WHEN json_valid(payload) THEN payload ->> '$.spec.digest' END AS digest FROM event INDEXED BY event_job
      WHERE job_id = +:id AND ${IN_JOB_INDEX} AND kind = 'approval.edited' ORDER BY seq DESC LIMIT 1`,
  )

  function matches(id: string): JobRow[] {
    const whole = byId.get({ id })
    if (whole !== undefined) return [whole]
    if (id.length < 6 || !/^[A-Za-z0-9_-]+$/.test(id)) return []
    const reversed = reverse(id.slice(-8))
    return id.length <= 8
      ? byShort.all({ from: reversed, to: `${reversed}\u{10ffff}` })
      : byLongTail.all({ short: reversed, tail: id })
  }

  function spec(row: Pick<JobRow, 'type' | 'spec'>): JobSpec | undefined {
    const content = bodies.read(row.spec)
    return content === undefined ? undefined : specIn(row, content)
  }

  function specIn(row: Pick<JobRow, 'type'>, content: Buffer): JobSpec | undefined {
    try {
      const parsed = jobSpecSchema.safeParse(JSON.parse(content.toString('utf8')))
      return parsed.success && parsed.data.type === row.type ? parsed.data : undefined
    } catch {
      // Not JSON any more: the caller holds the job back and says so.
      return undefined
    }
  }

  /** Of what the operator last made of it before approving. */
  function editedDigest(row: JobRow): unknown {
    return lastEdit.get({ id: row.id })?.digest
  }

  function budgets(row: JobRow): Budgets | undefined {
    const known = knownBudgets.get(row.spec) ?? spec(row)?.budgets
    if (known === undefined) return undefined
    if (knownBudgets.size >= MAX_KNOWN_BUDGETS) knownBudgets.clear()
    knownBudgets.set(row.spec, known)
    return known
  }

  return {
    byId: (id) => byId.get({ id }),
    bySeq: (seq) => bySeq.get({ seq }),
    byKey: (key) => byKey.get({ key }),
    find(id) {
      const [row, ...others] = matches(id)
      if (row === undefined) throw new InterlockError('job_not_found', { id })
      if (others.length > 0)
        throw new InterlockError('id_ambiguous', { id, matches: [row, ...others].map((each) => each.id) })
      return row
    },
    spec,
    budgets,
    enqueuedSpec(row) {
      const found = bodies.readWithDigest(row.spec)
      if (found === undefined) return undefined
      const enqueued = enqueuedDigest.get({ seq: row.seq, id: row.id })
      const known = found.digest === enqueued?.digest || found.digest === editedDigest(row)
      const content = known ? specIn(row, found.content) : undefined
      return content && { spec: content, asked: typeof enqueued?.approval === 'string' }
    },
    sentSpec(row) {
      const sent = enqueuedDigest.get({ seq: row.seq, id: row.id })?.body
      return typeof sent !== 'string' || sent === row.spec ? undefined : spec({ type: row.type, spec: sent })
    },
  }
}

/** The end of an id, turned round, so that «ends with» is a range of an index. */
export function shortKey(id: string): string {
  return reverse(id.slice(-8))
}

function reverse(text: string): string {
  return Array.from(text).toReversed().join('')
}

const EMPTY_BUDGETS = { max_wall_time_sec: 1, max_tool_calls: 0, max_output_bytes: 1024, max_concurrency_slots: 1 }
const requiresSchema = z.array(z.string())

// A row that somebody wrote to is shown as far as it can be read; one such row must not hide the page it is on.
const shownState = jobStateSchema.catch('held')
const shownReason = heldReasonSchema.nullable().catch('quarantined')
const shownCompat = compatSchema.nullable().catch(null)
const shownVerdict = verdictSchema.nullable().catch(null)

/** A job as clients see it. */
export function toJob(
  row: JobRow,
  origin: JobOrigin | undefined,
  budgets: Budgets | undefined,
  usage: Usage | null,
  worker: string | null,
  situation: Situation,
): Job {
  return {
    id: row.id,
    seq: row.seq,
    type: row.type,
    title: row.title,
    state: shownState.parse(row.state),
    held_reason: shownReason.parse(row.held_reason),
    waiting_reason: situation(row),
    workspace: row.workspace,
    requires: shownRequires(row.requires),
    priority: row.priority,
    compat: shownCompat.parse(row.compat),
    idempotency_key: row.idempotency_key,
    origin: origin ?? null,
    created_at: isoTime(row.created_at),
    run_at: row.run_at === null ? null : isoTime(row.run_at),
    finished_at: row.finished_at === null ? null : isoTime(row.finished_at),
    attempts: row.attempts,
    max_attempts: row.max_attempts,
    runs: row.runs,
    last_run: row.last_run,
    worker,
    verdict: shownVerdict.parse(row.verdict),
    outcome:
      row.outcome_code === null ? null : { code: row.outcome_code, message: row.outcome_message ?? row.outcome_code },
    cancel_requested: row.cancel_requested === 1,
    budgets: budgets ?? EMPTY_BUDGETS,
    usage,
  }
}

function shownRequires(text: string): string[] {
  try {
    return requiresSchema.parse(JSON.parse(text))
  } catch {
    // As above; what a worker must offer is in `lane` too, which is what counts.
    return []
  }
}
