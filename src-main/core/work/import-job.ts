import { type Artifact, type EventPayload, InterlockError, type JobSpec, taskTypes } from '#schemas'
import type { Clock, Ids } from '#schemas/format'
import type { Bodies, Ledger, SealedFile, Store, Write } from '#core/record'
import { createEndedRuns } from './ended-runs.ts'
import { titleOf } from './enqueue.ts'
import { type JobRow, type JobTable, shortKey } from './job-table.ts'
import { laneOf } from './lane.ts'
import { createArtifactInsert } from './run-table.ts'

type System = EventPayload<'job.imported'>['system']

/** A job of another system. Times are milliseconds. */
export interface ImportedJobInput {
  readonly system: System
  readonly import: string
  readonly id: string
  readonly spec: JobSpec & { readonly workspace: string }
  /** By which the same job is known when it is imported again. */
  readonly key: string
  readonly createdAt: number
  /** What it was there, for the record. */
  readonly original: unknown
}

/** An attempt at it that is over. */
export interface ImportedRunInput extends Omit<
  EventPayload<'run.imported'>,
  'number' | 'message' | 'result' | 'evidence' | 'artifacts'
> {
  readonly id: string
  readonly message: string | null
  readonly result: { readonly value: unknown } | { readonly sealed: SealedFile } | null
  readonly evidence: SealedFile | null
  /** `sealed` may be the result's own. */
  readonly artifacts: readonly (Pick<Artifact, 'kind' | 'name' | 'media_type'> & { readonly sealed: SealedFile })[]
}

/** Puts what another system did into the tables, each with its event. Nothing that comes in this way runs by itself. */
export interface JobImport {
  /** Adds a job, held as `imported`. */
  add(write: Write, job: ImportedJobInput, actor: string): JobRow
  /** Adds an attempt to the job as it is now, and lets it say what the job becomes. */
  addRun(write: Write, jobId: string, run: ImportedRunInput, actor: string): void
  hold(write: Write, jobId: string, actor: string): void
}

export interface JobImportDeps {
  readonly store: Store
  readonly ledger: Ledger
  readonly bodies: Bodies
  readonly clock: Clock
  readonly ids: Ids
  readonly jobs: JobTable
}

export function createJobImport({ store, ledger, bodies, clock, ids, jobs }: JobImportDeps): JobImport {
  const statements = prepare(store)
  const endedRuns = createEndedRuns(store)

  function found(id: string): JobRow {
    const row = jobs.byId(id)
    if (row === undefined) throw new InterlockError('job_not_found', { id })
    return row
  }

  function add(write: Write, job: ImportedJobInput, actor: string): JobRow {
    const { id, spec, key, createdAt } = job
    const type = taskTypes[spec.type]
    const requires = [...new Set([...type.requires, ...(spec.requires ?? [])])].toSorted()
    const columns = {
      type: spec.type,
      payload_version: type.version,
      workspace: spec.workspace,
      lane: laneOf(requires, spec, spec.workspace),
      priority: spec.priority,
      max_attempts: spec.max_attempts,
      compat: spec.compat ?? null,
      idempotency_key: key,
      created_at: createdAt,
    }
    const body = bodies.json(write, { ...spec, id, idempotency_key: key })
    const original = bodies.json(write, job.original)
    const seq = ledger.append(
      write,
      'job.imported',
      { system: job.system, import: job.import, ...columns, requires, spec: body, original },
      { actor, job: id },
    )
    statements.insertJob.run(write, {
      ...columns,
      seq,
      id,
      short: shortKey(id),
      title: titleOf(spec),
      requires: JSON.stringify(requires),
      spec: body.id,
    })
    return found(id)
  }

  function addRun(write: Write, jobId: string, run: ImportedRunInput, actor: string): void {
    const job = found(jobId)
    const { id, message, result, evidence, artifacts, ...facts } = run
    const at = clock.now()
    const number = job.runs + 1
    const resultRef =
      result === null ? null : 'sealed' in result ? bodies.keep(write, result.sealed) : bodies.json(write, result.value)
    const made = artifacts.map((artifact) => ({
      ...artifact,
      id: ids.next('art'),
      body: bodies.keep(write, artifact.sealed),
    }))
    const event = {
      ...facts,
      number,
      message: message === null ? null : bodies.text(write, message),
      result: resultRef,
      evidence: evidence === null ? null : bodies.keep(write, evidence),
      artifacts: made.map((artifact) => artifact.id),
    }
    const seq = ledger.append(write, 'run.imported', event, { actor, job: jobId, run: id, at })
    const { wall_ms, tool_calls, output_bytes } = facts.usage
    statements.insertRun.run(write, {
      id,
      job: jobId,
      number,
      state: facts.state,
      worker: facts.worker,
      token: seq,
      ready_at: facts.ready_at,
      started_at: facts.started_at,
      finished_at: facts.finished_at,
      code: facts.code,
      message,
      verdict: facts.verdict,
      wall_ms,
      tool_calls,
      output_bytes,
      result: resultRef?.id ?? null,
    })
    endedRuns.add(write, {
      at: facts.finished_at,
      token: seq,
      type: job.type,
      state: facts.state,
      code: facts.code,
      imported: true,
      readyAt: facts.ready_at,
      startedAt: facts.started_at,
      usage: facts.usage,
      budgets: jobs.budgets(job) ?? null,
    })
    statements.countRun.run(write, { job: jobId })
    for (const { id: art, kind, name, media_type, body } of made) {
      const nameRef = bodies.text(write, name)
      const seq = ledger.append(
        write,
        'artifact.created',
        { artifact: art, kind, media_type, name: nameRef, body },
        { actor, job: jobId, run: id, at },
      )
      const { id: bodyId, size } = body
      statements.insertArtifact.run(write, {
        id: art,
        job: jobId,
        run: id,
        kind,
        name,
        media_type,
        size,
        body: bodyId,
        at,
        workspace: job.workspace,
        seq,
      })
    }
    if (facts.job_state === null) return
    statements.become.run(write, {
      job: jobId,
      run: id,
      state: facts.job_state,
      held: facts.job_state === 'held' ? 'imported' : null,
      finished: facts.job_state === 'held' ? null : facts.finished_at,
      verdict: facts.verdict,
      code: facts.code,
      message,
    })
  }

  return {
    add,
    addRun,
    hold(write, jobId, actor) {
      ledger.append(write, 'job.held', { reason: 'imported' }, { actor, job: jobId })
      statements.hold.run(write, { job: jobId })
    },
  }
}

type InsertJob = Pick<
  JobRow,
  | 'seq'
  | 'id'
  | 'short'
  | 'type'
  | 'payload_version'
  | 'title'
  | 'workspace'
  | 'requires'
  | 'lane'
  | 'priority'
  | 'compat'
  | 'idempotency_key'
  | 'created_at'
  | 'max_attempts'
  | 'spec'
>

function prepare(store: Store) {
  return {
    insertJob:
      store.change<InsertJob>(`INSERT INTO job(seq, id, short, type, payload_version, title, state, held_reason, workspace, requires, lane,
        priority, compat, idempotency_key, created_at, attempts, max_attempts, runs, cancel_requested, spec)
      VALUES (:seq, :id, :short, :type, :payload_version, :title, 'held', 'imported', :workspace, :requires, :lane,
        :priority, :compat, :idempotency_key, :created_at, 0, :max_attempts, 0, 0, :spec)`),
    insertRun: store.change<{
      id: string
      job: string
      number: number
      state: string
      worker: string
      token: number
      ready_at: number
      started_at: number
      finished_at: number
      code: string | null
      message: string | null
      verdict: string | null
      wall_ms: number
      tool_calls: number
      output_bytes: number
      result: string | null
    }>(`INSERT INTO run(id, job_id, number, state, worker, token, ready_at, started_at, finished_at, attempt_used, code, message, verdict,
        wall_ms, tool_calls, output_bytes, result)
      VALUES (:id, :job, :number, :state, :worker, :token, :ready_at, :started_at, :finished_at, 0, :code, :message, :verdict,
        :wall_ms, :tool_calls, :output_bytes, :result)`),
    insertArtifact: createArtifactInsert(store),
    countRun: store.change<{ job: string }>('UPDATE job SET runs = runs + 1 WHERE id = :job'),
    become: store.change<{
      job: string
      run: string
      state: string
      held: string | null
      finished: number | null
      verdict: string | null
      code: string | null
      message: string | null
    }>(`UPDATE job SET state = :state, held_reason = :held, finished_at = :finished, last_run = :run, verdict = :verdict,
        outcome_code = :code, outcome_message = :message WHERE id = :job`),
    hold: store.change<{ job: string }>(
      "UPDATE job SET state = 'held', held_reason = 'imported', run_at = NULL, ready_at = NULL WHERE id = :job",
    ),
  }
}
