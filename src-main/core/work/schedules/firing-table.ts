import type { Store } from '#core/record'

/** A row of the firing table. `reason` is JSON, `given` the body with values for its job. */
export interface FiringRow {
  seq: number
  id: string
  schedule: string
  kind: string
  key: string
  due_at: number
  until_at: number | null
  count: number
  state: string
  reason: string | null
  message: string | null
  job: string | null
  parent_job: string | null
  parent_run: string | null
  given: string | null
  actor: string
  created_at: number
  /** When nothing followed its job any more by itself; null while something may. */
  over_at: number | null
}

/** What became of the job of a firing; `job_state` is null where it has none. */
export interface FiringResultRow {
  job_state: string | null
  verdict: string | null
  outcome_code: string | null
  outcome_message: string | null
  finished_at: number | null
}

export type FiringTable = ReturnType<typeof createFiringTable>

export function createFiringTable(store: Store) {
  const byId = store.query<{ id: string }, FiringRow>('SELECT * FROM firing WHERE id = :id')
  const bySeq = store.query<{ seq: number }, FiringRow>('SELECT * FROM firing WHERE seq = :seq')
  const byKey = store.query<{ key: string }, FiringRow>('SELECT * FROM firing WHERE key = :key')
  const count = (sql: string) => store.query<{ schedule: string }, { n: number }>(sql)
  const waiting = count(
    "SELECT count(*) AS n FROM firing INDEXED BY firing_schedule_state WHERE schedule = :schedule AND state = 'waiting'",
  )
  const setOff = store.query<{ job: string }, { n: number }>(
    "SELECT count(*) AS n FROM firing INDEXED BY firing_parent WHERE parent_job = :job AND state <> 'refused'",
  )
  const lastOver = store.query<{ schedule: string }, { at: number | null }>(
    'SELECT max(over_at) AS at FROM (SELECT over_at FROM firing INDEXED BY firing_schedule WHERE schedule = :schedule ORDER BY seq DESC LIMIT 100)',
  )
  const head = store.query<object, { seq: number | null }>('SELECT max(seq) AS seq FROM firing')
  return {
    head: () => head.get({})?.seq ?? 0,
    since: store.query<{ after: number; limit: number }, FiringRow>(
      'SELECT * FROM firing WHERE seq > :after ORDER BY seq LIMIT :limit',
    ),
    byId: (id: string) => byId.get({ id }),
    bySeq: (seq: number) => bySeq.get({ seq }),
    byKey: (key: string) => byKey.get({ key }),
    /** Firings of a schedule that wait, the oldest first. */
    waitingOf: store.query<{ schedule: string }, FiringRow>(
      "SELECT * FROM firing INDEXED BY firing_schedule_state WHERE schedule = :schedule AND state = 'waiting' ORDER BY seq",
    ),
    waiting: (schedule: string) => waiting.get({ schedule })?.n ?? 0,
    /** Those whose job is not over, with its state and last run, the oldest first. */
    openOf: store.query<
      { schedule: string; limit: number },
      { seq: number; job: string; job_state: string; run: string | null }
    >(
      `SELECT firing.seq, job.id AS job, job.state AS job_state, job.last_run AS run
        FROM firing INDEXED BY firing_open CROSS JOIN job ON job.id = firing.job
       WHERE firing.schedule = :schedule AND firing.state = 'enqueued' AND firing.over_at IS NULL ORDER BY firing.seq LIMIT :limit`,
    ),
    /** Those whose job waits for an approval, however many others are not over. */
    askedOf: store.query<{ schedule: string; limit: number }, { job: string }>(
      `SELECT job.id AS job FROM job INDEXED BY job_state CROSS JOIN job_origin ON job_origin.job = job.seq
        WHERE job.state = 'awaiting_approval' AND job_origin.schedule = :schedule ORDER BY job.seq LIMIT :limit`,
    ),
    /** How many firings one job has set off. */
    setOffBy: (job: string) => setOff.get({ job })?.n ?? 0,
    lastOver: (schedule: string) => lastOver.get({ schedule })?.at ?? undefined,
    /** The newest first, with what their jobs came to. */
    last: store.query<{ schedule: string; limit: number }, FiringRow & FiringResultRow>(
      `SELECT firing.*, job.state AS job_state, job.verdict, job.outcome_code, job.outcome_message, job.finished_at
        FROM firing INDEXED BY firing_schedule LEFT JOIN job ON job.id = firing.job
       WHERE firing.schedule = :schedule ORDER BY firing.seq DESC LIMIT :limit`,
    ),
    insert: store.change<FiringRow>(
      `INSERT INTO firing(seq, id, schedule, kind, key, due_at, until_at, count, state, reason, message, job, parent_job, parent_run, given, actor, created_at, over_at)
       VALUES (:seq, :id, :schedule, :kind, :key, :due_at, :until_at, :count, :state, :reason, :message, :job, :parent_job, :parent_run, :given, :actor, :created_at, :over_at)`,
    ),
    settle: store.change<Pick<FiringRow, 'id' | 'state' | 'reason' | 'message' | 'job'>>(
      'UPDATE firing SET state = :state, reason = :reason, message = :message, job = :job WHERE id = :id',
    ),
    setOver: store.change<{ id: string; at: number | null }>('UPDATE firing SET over_at = :at WHERE id = :id'),
  }
}
