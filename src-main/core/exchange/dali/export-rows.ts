import { hash } from 'node:crypto'
import type { JobSpec } from '#schemas'
import { isoTime } from '#schemas/format'
import type { JobRow, RunRow } from '#core/work'

export interface ExportedRun {
  readonly row: RunRow
  readonly result: unknown
}

/** Rows of a ledger of DALI's for one job, and what DALI makes of it. */
export interface ExportedJob {
  readonly rows: readonly object[]
  /** Whether DALI would run it. */
  readonly waits: boolean
  readonly renamed: boolean
}

type DaliState = 'queued' | 'running' | 'complete' | 'failed'

/**
 * A job and its runs as DALI would have recorded them, so that its own rules make of it what it is here: what waits is
 * queued, what runs is leased, and what must not run has failed, since DALI cannot hold a job.
 */
export function exportJob(job: JobRow, spec: JobSpec, runs: readonly ExportedRun[], nowMs: number): ExportedJob {
  const id = daliId(job.id)
  const rows: object[] = []
  let state: DaliState = 'queued'

  function add(at: number, event: string, fields: object): void {
    rows.push({ ts_utc: isoTime(at), event, ...fields })
  }

  function enqueue(at: number): void {
    add(at, 'enqueue', { validator_mode: 'interlock', job: daliJob(job, spec, id) })
    state = 'queued'
  }

  function end(at: number, worker: string, ending: Ending): void {
    const { as, ...fields } = ending
    add(at, as, { job_id: id, worker_id: worker, ...fields })
    state = as === 'complete' ? 'complete' : 'failed'
  }

  enqueue(job.created_at)
  for (const { row, result } of runs) {
    const over = row.finished_at ?? nowMs + spec.budgets.max_wall_time_sec * 1000
    add(row.started_at, 'claim', { job_id: id, worker_id: row.worker, lease_expires_unix: over / 1000 })
    state = 'running'
    const ending = endingOf(row, result)
    if (ending !== undefined) end(row.finished_at ?? nowMs, row.worker, ending)
  }
  const wanted = stateThere(job)
  const last = runs.at(-1)
  const at = job.finished_at ?? nowMs
  // A lease that is over reads as queued.
  if (wanted === 'queued' && isOver(state)) enqueue(nowMs)
  if (wanted === 'failed' && !isOver(state, 'failed')) end(at, last?.row.worker ?? 'interlock', failureOf(job))
  if (wanted === 'complete' && !isOver(state, 'complete'))
    end(at, last?.row.worker ?? 'interlock', { as: 'complete', result: last?.result ?? {} })
  return { rows, waits: wanted === 'queued' || wanted === 'running', renamed: id !== job.id }
}

type Ending = { as: 'complete'; result: unknown } | { as: 'fail'; error: string }

function endingOf(row: RunRow, result: unknown): Ending | undefined {
  switch (row.state) {
    case 'running':
    case 'lost':
      return undefined
    case 'succeeded':
      return { as: 'complete', result: result ?? {} }
    default:
      return { as: 'fail', error: row.message ?? row.code ?? row.state }
  }
}

function stateThere(job: JobRow): DaliState {
  switch (job.state) {
    case 'succeeded':
      return 'complete'
    case 'running':
      return 'running'
    case 'queued':
    case 'scheduled':
    case 'retrying':
      return 'queued'
    case 'held':
      return job.held_reason === 'imported' ? 'queued' : 'failed'
    default:
      return 'failed'
  }
}

function isOver(state: DaliState, as?: DaliState): boolean {
  return as === undefined ? state === 'complete' || state === 'failed' : state === as
}

function failureOf({ state, held_reason, outcome_message }: JobRow): Ending {
  if (state === 'failed') return { as: 'fail', error: outcome_message ?? 'failed' }
  return { as: 'fail', error: `interlock_${state}${held_reason === null ? '' : `:${held_reason}`}` }
}

function daliJob(job: JobRow, spec: JobSpec, id: string): object {
  return {
    job_id: id,
    job_type: spec.type,
    created_at_utc: isoTime(job.created_at),
    payload: payloadOf(spec),
    budgets: spec.budgets,
    tool_policy: spec.policy,
    meta: id === job.id ? spec.meta : withOurId(spec.meta ?? {}, job.id),
  }
}

/** Without what DALI's schema does not know. */
function payloadOf(spec: JobSpec): object {
  if (spec.type !== 'test_runner_task') return spec.payload
  const { parallel: _, ...payload } = spec.payload
  return payload
}

/** DALI makes file names of ids and takes few characters; another id is replaced by one made from it. */
function daliId(id: string): string {
  return /^job-[a-z0-9-]{8,36}$/.test(id) ? id : `job-${hash('sha256', id).slice(0, 32)}`
}

const MOST_NOTES = 16

function withOurId(meta: Record<string, unknown>, id: string): object {
  const name = 'interlock_job_id'
  return Object.keys(meta).length < MOST_NOTES ? { ...meta, [name]: id } : { interlock_meta: meta, [name]: id }
}
