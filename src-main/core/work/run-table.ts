import {
  type Artifact,
  artifactSchema,
  artifactStateSchema,
  type Run,
  type RunHeader,
  runHeaderSchema,
  runStateSchema,
  type Usage,
  verdictSchema,
} from '#schemas'
import { isoTime } from '#schemas/format'
import type { Bodies, Store } from '#core/record'

export interface RunRow {
  id: string
  job_id: string
  number: number
  state: string
  worker: string
  token: number
  ready_at: number
  started_at: number
  finished_at: number | null
  attempt_used: number
  code: string | null
  message: string | null
  verdict: string | null
  wall_ms: number
  tool_calls: number
  output_bytes: number
  output: string | null
  result: string | null
}

export interface ArtifactRow {
  id: string
  job_id: string
  run_id: string
  kind: string
  name: string
  media_type: string
  size: number
  state: string
  body: string
  created_at: number
  workspace: string
  revision: number
  /** The state that undo goes back to. */
  undo_to: string | null
  decided_at: number | null
  decided_by: string | null
  note: string | null
  /** The promotion that is under way or in force. */
  promotion: string | null
  /** 1 while a promotion or its undo is under way. */
  busy: number
  /** The event that tells of its making; null where a ledger of before could not be read. */
  made_seq: number | null
}

export interface RunTable {
  byId(id: string): RunRow | undefined
  ofJob(job: string): RunRow[]
  running(): RunRow[]
  /** What it said of itself before its first step; null where it did not come to that, or somebody wrote to it. */
  header(run: RunRow): RunHeader | null
  artifacts(job: string): Artifact[]
  artifact(id: string): ArtifactRow | undefined
}

/** A run that never came to its header is not looked through to its end. */
const BEFORE_HEADER = 100

export function createRunTable(store: Store): RunTable {
  const byId = store.query<{ id: string }, RunRow>('SELECT * FROM run WHERE id = :id')
  const ofJob = store.query<{ job: string }, RunRow>('SELECT * FROM run WHERE job_id = :job ORDER BY number')
  const running = store.query<object, RunRow>(
    `SELECT run.* FROM job INDEXED BY job_state CROSS JOIN run ON run.job_id = job.id
      WHERE job.state = 'running' AND run.state = 'running'`,
  )
  const header = store.query<{ job: string; run: string; token: number }, { payload: string }>(
    // The first thing a worker says of a run. What an operator does to the job meanwhile may come before it.
    `SELECT payload FROM (
        SELECT kind, run_id, payload FROM event INDEXED BY event_job WHERE job_id = +:job AND seq > +:token ORDER BY seq LIMIT ${BEFORE_HEADER}
      ) WHERE kind = 'run.header' AND run_id = :run LIMIT 1`,
  )
  const artifacts = store.query<{ job: string }, ArtifactRow>('SELECT * FROM artifact WHERE job_id = :job ORDER BY id')
  const artifact = store.query<{ id: string }, ArtifactRow>('SELECT * FROM artifact WHERE id = :id')
  return {
    byId: (id) => byId.get({ id }),
    ofJob: (job) => ofJob.all({ job }),
    running: () => running.all({}),
    header: (run) => headerIn(header.get({ job: run.job_id, run: run.id, token: run.token })?.payload),
    artifacts: (job) => artifacts.all({ job }).map(toArtifact),
    artifact: (id) => artifact.get({ id }),
  }
}

/** Adds an artifact that nobody has decided about. */
export function createArtifactInsert(store: Store) {
  return store.change<{
    id: string
    job: string
    run: string
    kind: string
    name: string
    media_type: string
    size: number
    body: string
    at: number
    workspace: string
    seq: number
  }>(
    `INSERT INTO artifact(id, job_id, run_id, kind, name, media_type, size, state, body, created_at, workspace, made_seq)
     VALUES (:id, :job, :run, :kind, :name, :media_type, :size, 'needs_review', :body, :at, :workspace, :seq)`,
  )
}

export function toArtifact(row: ArtifactRow): Artifact {
  return {
    id: row.id,
    job_id: row.job_id,
    run_id: row.run_id,
    kind: artifactSchema.shape.kind.parse(row.kind),
    name: row.name,
    media_type: row.media_type,
    size: row.size,
    state: artifactStateSchema.parse(row.state),
    created_at: isoTime(row.created_at),
    workspace: row.workspace,
    revision: row.revision,
    undo_to: row.undo_to === null ? null : artifactStateSchema.parse(row.undo_to),
    decided_at: row.decided_at === null ? null : isoTime(row.decided_at),
    decided_by: row.decided_by,
    note: row.note,
    busy: row.busy === 1,
  }
}

export function usageOf(row: RunRow): Usage {
  return { wall_ms: row.wall_ms, tool_calls: row.tool_calls, output_bytes: row.output_bytes }
}

/** Largest result that is shown with its run; a larger one is read through its artifact. */
const MAX_RESULT_BYTES = 8 * 1024 * 1024

/** A run as clients see it. `live` are the figures of one that goes on. */
export function toRun(
  row: RunRow,
  header: RunHeader | null,
  bodies: Bodies,
  live: { usage: Usage; stored: number } | undefined,
): Run {
  return {
    id: row.id,
    job_id: row.job_id,
    number: row.number,
    state: runStateSchema.parse(row.state),
    worker: row.worker,
    started_at: isoTime(row.started_at),
    finished_at: row.finished_at === null ? null : isoTime(row.finished_at),
    waited_ms: Math.max(0, row.started_at - row.ready_at),
    verdict: verdictSchema.nullable().parse(row.verdict),
    outcome: row.code === null ? null : { code: row.code, message: row.message ?? row.code },
    usage: live?.usage ?? usageOf(row),
    output_bytes_stored: live?.stored ?? (row.output === null ? 0 : (bodies.find(row.output)?.size ?? 0)),
    header,
    result: resultOf(row, bodies),
  }
}

function headerIn(payload: string | undefined): RunHeader | null {
  if (payload === undefined) return null
  try {
    return runHeaderSchema.safeParse(JSON.parse(payload)).data ?? null
  } catch {
    // Not JSON any more: a verification names the row.
    return null
  }
}

function resultOf(row: RunRow, bodies: Bodies): unknown {
  if (row.result === null) return null
  const content = bodies.read(row.result)
  return content === undefined || content.length > MAX_RESULT_BYTES ? null : JSON.parse(content.toString('utf8'))
}
