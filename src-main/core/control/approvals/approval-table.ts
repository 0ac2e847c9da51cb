import type { ApprovalFilter } from '#schemas/contract'
import type { Store } from '#core/record'

/** A row of the approval table. `snapshot` and other contents are bodies; `job` is the number of its job. */
export interface ApprovalRow {
  seq: number
  id: string
  job: number
  run: string | null
  kind: string
  state: string
  hash: string
  snapshot: string
  alike: string
  key: string | null
  type: string
  workspace: string
  priority: number
  asked_at: number
  expires_at: number
  on_timeout: string
  continuation: string | null
  replaces: string | null
  /** Number of the event that decided. */
  decision: number | null
  decided_at: number | null
  decided_by: string | null
  how: string | null
  note: string | null
  grant_id: string | null
  /** What was approved after an edit, and the differences. */
  edited_hash: string | null
  edited_snapshot: string | null
  differences: string | null
  void_reason: string | null
  spent_at: number | null
  spent_run: string | null
}

type Decided = Pick<ApprovalRow, 'id' | 'state' | 'decided_at' | 'decided_by' | 'how' | 'note' | 'grant_id'> & {
  decision: number
}

export type ApprovalTable = ReturnType<typeof createApprovalTable>

/** Requests that wait are few; a page of them is put in order when it is read. */
const MOST_PENDING = 1000
/** A run is suspended once for each step that is asked about. */
const MOST_OF_JOB = 200

export function createApprovalTable(store: Store) {
  const matches = `(:kinds = '' OR kind IN (SELECT value FROM json_each(:kinds))) AND (:types = '' OR type IN (SELECT value FROM json_each(:types)))
    AND (:workspaces = '' OR workspace IN (SELECT value FROM json_each(:workspaces))) AND (:job = '' OR job = (SELECT seq FROM job WHERE id = :job))`
  type Filter = { kinds: string; types: string; workspaces: string; job: string }
  const waiting = store.query<Filter & { limit: number }, ApprovalRow>(
    `SELECT * FROM approval INDEXED BY approval_pending WHERE state = 'pending' AND ${matches} ORDER BY priority DESC, seq LIMIT :limit`,
  )
  const newest = store.query<Filter & { states: string; before: number; limit: number }, ApprovalRow>(
    `SELECT * FROM approval WHERE seq < :before AND (:states = '' OR state IN (SELECT value FROM json_each(:states))) AND ${matches}
      ORDER BY seq DESC LIMIT :limit`,
  )
  const tail = store.query<{ tail: string }, ApprovalRow>(
    'SELECT * FROM approval WHERE substr(id, -length(:tail)) = :tail ORDER BY seq DESC LIMIT 3',
  )
  const byId = store.query<{ id: string }, ApprovalRow>('SELECT * FROM approval WHERE id = :id')
  const countPending = store.query<object, { n: number }>(
    "SELECT count(*) AS n FROM approval INDEXED BY approval_pending WHERE state = 'pending'",
  )
  // Asked at every claim. The plus keeps SQLite from preparing the statement anew for each job.
  const newestOf = store.query<{ job: number }, ApprovalRow>(
    'SELECT * FROM approval INDEXED BY approval_job WHERE job = +:job ORDER BY seq DESC LIMIT 1',
  )
  const nextExpiry = store.query<object, { at: number | null }>(
    "SELECT min(expires_at) AS at FROM approval INDEXED BY approval_expiry WHERE state = 'pending'",
  )
  const ofJob = store.query<{ job: number; limit: number }, ApprovalRow>(
    'SELECT * FROM approval INDEXED BY approval_job WHERE job = :job ORDER BY seq DESC LIMIT :limit',
  )
  return {
    /** The newest first. */
    ofJob: (job: number) => ofJob.all({ job, limit: MOST_OF_JOB }),
    byId: (id: string) => byId.get({ id }),
    byTail: (end: string) => tail.all({ tail: end }),
    countPending: () => countPending.get({})?.n ?? 0,
    nextExpiry: () => nextExpiry.get({})?.at ?? undefined,
    newestOf: (job: number) => newestOf.get({ job }),
    waiting: (filter: ApprovalFilter | undefined) => waiting.all({ ...listsOf(filter), limit: MOST_PENDING }),
    newest: (filter: ApprovalFilter | undefined, before: number, limit: number) =>
      newest.all({ ...listsOf(filter), states: listOf(filter?.state), before, limit }),
    expired: store.query<{ now: number; limit: number }, ApprovalRow>(
      "SELECT * FROM approval INDEXED BY approval_expiry WHERE state = 'pending' AND expires_at <= :now ORDER BY expires_at LIMIT :limit",
    ),
    /** Decisions about a step that no run has come to yet, the newest first. */
    unspentSteps: store.query<{ job: number; key: string }, ApprovalRow>(
      "SELECT * FROM approval INDEXED BY approval_job WHERE job = :job AND kind <> 'start' AND key = :key AND spent_at IS NULL AND state IN ('approved', 'rejected', 'answered') ORDER BY seq DESC",
    ),
    /** Steps that were approved and that no run has come to yet. */
    unusedSteps: store.query<{ job: number }, ApprovalRow>(
      "SELECT * FROM approval INDEXED BY approval_job WHERE job = :job AND kind <> 'start' AND spent_at IS NULL AND state = 'approved'",
    ),
    mayBeSpent: store.query<{ job: number }, { n: number }>(
      "SELECT 1 AS n FROM approval INDEXED BY approval_job WHERE job = :job AND kind <> 'start' AND spent_at IS NULL AND state IN ('approved', 'rejected', 'answered') LIMIT 1",
    ),
    pendingOf: store.query<{ job: number }, ApprovalRow>(
      "SELECT * FROM approval INDEXED BY approval_job WHERE job = :job AND state = 'pending'",
    ),
    insert: store.change<
      Pick<
        ApprovalRow,
        | 'seq'
        | 'id'
        | 'job'
        | 'run'
        | 'kind'
        | 'hash'
        | 'snapshot'
        | 'alike'
        | 'key'
        | 'type'
        | 'workspace'
        | 'priority'
        | 'asked_at'
        | 'expires_at'
        | 'on_timeout'
        | 'continuation'
        | 'replaces'
      >
    >(
      `INSERT INTO approval(seq, id, job, run, kind, state, hash, snapshot, alike, key, type, workspace, priority, asked_at, expires_at, on_timeout, continuation, replaces)
       VALUES (:seq, :id, :job, :run, :kind, 'pending', :hash, :snapshot, :alike, :key, :type, :workspace, :priority, :asked_at, :expires_at, :on_timeout, :continuation, :replaces)`,
    ),
    decide: store.change<Decided>(
      `UPDATE approval SET state = :state, decision = :decision, decided_at = :decided_at, decided_by = :decided_by, how = :how, note = :note, grant_id = :grant_id
        WHERE id = :id AND state = 'pending'`,
    ),
    edit: store.change<{ id: string; hash: string; snapshot: string; alike: string; differences: string }>(
      'UPDATE approval SET edited_hash = :hash, edited_snapshot = :snapshot, alike = :alike, differences = :differences WHERE id = :id',
    ),
    makeVoid: store.change<{ id: string; why: string; decision: number; at: number; by: string }>(
      "UPDATE approval SET state = 'void', void_reason = :why, decision = :decision, decided_at = :at, decided_by = :by WHERE id = :id",
    ),
    spend: store.change<{ id: string; at: number; run: string }>(
      'UPDATE approval SET spent_at = :at, spent_run = :run WHERE id = :id AND spent_at IS NULL',
    ),
  }
}

function listsOf(filter: ApprovalFilter | undefined) {
  return {
    kinds: listOf(filter?.kind),
    types: listOf(filter?.type),
    workspaces: listOf(filter?.workspace),
    job: filter?.job ?? '',
  }
}

function listOf(values: readonly string[] | undefined): string {
  return values === undefined ? '' : JSON.stringify(values)
}
