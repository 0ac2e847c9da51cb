import { InterlockError, type JobOrigin, type JobSpec, parseJob, SECRETS_CAP, taskTypes } from '#schemas'
import { canonicalJson, type Clock, type Ids, utf8Length } from '#schemas/format'
import type { Bodies, Change, Ledger, Store, Write } from '#core/record'
import { type Approvals, contentOf, type Request } from '#core/control'
import { loweringOf, refuseUnexplained } from './asked-policy.ts'
import type { JobDelivers } from './job-delivers.ts'
import { type JobRow, type JobTable, shortKey } from './job-table.ts'
import { laneOf } from './lane.ts'
import type { Origins } from './origins.ts'
import { MAX_JOB_BYTES } from '#schemas'

export interface EnqueueDeps {
  readonly store: Store
  readonly ledger: Ledger
  readonly bodies: Bodies
  readonly clock: Clock
  readonly ids: Ids
  readonly jobs: JobTable
  readonly origins: Origins
  /** Who is told of the end of which job. */
  readonly delivers: JobDelivers
  /** Which jobs need an approval first. */
  readonly approvals: Approvals
  /**
   * The workspace a job means.
   * @throws InterlockError workspace_not_found, workspace_required
   */
  readonly resolveWorkspace: (name: string | undefined) => string
  /**
   * Lets a job in or refuses it, at once where it can; everything is let in without it.
   * @throws InterlockError secret_not_found, secret_in_job
   */
  readonly admit?: (spec: JobSpec) => Promise<void> | undefined
}

/** Takes a job in, once: the same id or idempotency key with the same content gives the job that is there. */
export interface Enqueue {
  (input: unknown, actor: string): Promise<Enqueued>
  /**
   * Parses a job and lets it in or refuses it, before the write that adds it.
   * @throws InterlockError invalid_input and others of `parseJob`, secret_not_found, secret_in_job
   */
  prepare(input: unknown): Promise<JobSpec>
  /**
   * The job with the workspace it means by now.
   * @throws InterlockError workspace_not_found, workspace_required
   */
  placed(job: JobSpec): JobSpec
  /**
   * Adds what was prepared, as part of a write that does more.
   * @throws InterlockError job_conflict, workspace_not_found, workspace_required, input_too_large
   */
  within(write: Write, prepared: JobSpec, actor: string, origin?: JobOrigin): Enqueued
}

/** `spec` is what the job asks for, as it is stored. */
export interface Enqueued {
  readonly row: JobRow
  readonly spec: JobSpec
  readonly created: boolean
  /** What it waits for, or what a grant approved; null where nobody asks, and of a job that was there. */
  readonly approval: string | null
}

export function createEnqueue(deps: EnqueueDeps): Enqueue {
  const { store, ledger, bodies, clock, ids, jobs } = deps
  const insert = prepareInsert(store)

  function add(write: Write, spec: JobSpec, content: string, actor: string, origin: JobOrigin | undefined) {
    const id = spec.id ?? ids.next('job')
    const type = taskTypes[spec.type]
    const now = clock.now()
    const runAt = spec.run_at === undefined ? null : Date.parse(spec.run_at)
    const { requires, lane } = placementOf(spec)
    const title = titleOf(spec)
    const request = deps.approvals.lookAtStart(
      { id, spec, title, requires, origin: origin ?? null },
      { by: actor, dispatch: origin?.kind ?? 'api' },
    )
    const state = needsDecision(request) ? 'awaiting_approval' : runAt !== null && runAt > now ? 'scheduled' : 'queued'
    const body = bodies.canonical(write, content)
    const seq = ledger.append(
      write,
      'job.enqueued',
      {
        type: spec.type,
        payload_version: type.version,
        workspace: spec.workspace ?? '',
        requires,
        lane,
        priority: spec.priority,
        run_at: runAt,
        max_attempts: spec.max_attempts,
        compat: spec.compat ?? null,
        idempotency_key: spec.idempotency_key ?? null,
        state,
        spec: body,
        ...(origin !== undefined && { origin }),
        ...(request !== undefined && { approval: request.id }),
      },
      { actor, job: id, at: now },
    )
    const lowering = loweringOf(spec)
    if (lowering !== undefined) {
      const why = bodies.text(write, spec.sandbox_why ?? '')
      ledger.append(write, 'job.sandbox_lowered', { ...lowering, why }, { actor, job: id, at: now })
    }
    const params: InsertParams = {
      seq,
      id,
      short: shortKey(id),
      type: spec.type,
      payload_version: type.version,
      title,
      state,
      workspace: spec.workspace ?? '',
      requires: JSON.stringify(requires),
      lane,
      priority: spec.priority,
      compat: spec.compat ?? null,
      idempotency_key: spec.idempotency_key ?? null,
      created_at: now,
      run_at: runAt,
      ready_at: state === 'queued' ? now : null,
      max_attempts: spec.max_attempts,
      spec: body.id,
    }
    insert.run(write, params)
    if (origin !== undefined) deps.origins.add(write, seq, origin)
    if (spec.deliver !== undefined) deps.delivers.add(write, seq, spec.deliver)
    if (request !== undefined) deps.approvals.record(write, request, { seq, id }, { actor })
    const row: JobRow = { ...params, ...NEW }
    return { row, approval: request?.id ?? null }
  }

  /** The job that already has this id or key, when its content is the same. */
  function existing(spec: JobSpec): JobRow | undefined {
    const byId = spec.id === undefined ? undefined : jobs.byId(spec.id)
    const byKey = spec.idempotency_key === undefined ? undefined : jobs.byKey(spec.idempotency_key)
    for (const [row, by] of [
      [byId, 'id'],
      [byKey, 'idempotency_key'],
    ] as const) {
      if (row === undefined) continue
      const value = by === 'id' ? (spec.id ?? '') : (spec.idempotency_key ?? '')
      const stored = jobs.spec(row)
      if (stored === undefined || !isSame(row, stored, contentOf(spec)))
        throw new InterlockError('job_conflict', { by, value, job: row.id, state: row.state })
    }
    return byId ?? byKey
  }

  /** What was edited before it was approved is still the job that was sent. */
  function isSame(row: JobRow, stored: JobSpec, content: string): boolean {
    if (contentOf(stored) === content) return true
    const sent = jobs.sentSpec(row)
    return sent !== undefined && contentOf(sent) === content
  }

  async function prepare(input: unknown): Promise<JobSpec> {
    const parsed = parseJob(input)
    const admitted = deps.admit?.(parsed)
    if (admitted !== undefined) await admitted
    return parsed
  }

  function placed(job: JobSpec): JobSpec {
    return { ...job, workspace: deps.resolveWorkspace(job.workspace) }
  }

  function within(write: Write, prepared: JobSpec, actor: string, origin?: JobOrigin): Enqueued {
    const spec: JobSpec = placed(prepared)
    const content = canonicalJson(spec)
    refuseOversized(content)
    const found = existing(spec)
    if (found !== undefined) return { row: found, spec, created: false, approval: null }
    refuseUnexplained(spec)
    return { ...add(write, spec, content, actor, origin), spec, created: true }
  }

  // Nothing is awaited where nothing has to be: the claim that follows in the store's queue is to find this job.
  async function enqueue(input: unknown, actor: string): Promise<Enqueued> {
    const parsed = parseJob(input)
    const admitted = deps.admit?.(parsed)
    if (admitted !== undefined) await admitted
    return store.write((write) => within(write, parsed, actor))
  }

  return Object.assign(enqueue, { prepare, placed, within })
}

/** A job that is granted secrets waits while they are locked. */
function secretsCap({ policy }: JobSpec): string[] {
  return (policy.secrets ?? []).length === 0 ? [] : [SECRETS_CAP]
}

/** What a worker must offer for a job, and the lane it waits in. */
export function placementOf(spec: JobSpec): { requires: string[]; lane: string } {
  const requires = [
    ...new Set([...taskTypes[spec.type].requires, ...(spec.requires ?? []), ...secretsCap(spec)]),
  ].toSorted()
  return { requires, lane: laneOf(requires, spec, spec.workspace ?? '') }
}

function needsDecision(request: Request | undefined): boolean {
  return request !== undefined && request.grant === undefined
}

/** Notes are free values, so only the whole job has a size. */
function refuseOversized(content: string): void {
  // One unit takes three bytes at most: nearly every job is known to be small without counting.
  if (content.length * 3 <= MAX_JOB_BYTES) return
  const bytes = utf8Length(content)
  if (bytes > MAX_JOB_BYTES) throw new InterlockError('input_too_large', { what: 'job', bytes, limit: MAX_JOB_BYTES })
}

/** One line that tells two jobs of a type apart, cut where a list would cut it anyway. */
export function titleOf(spec: JobSpec): string {
  const line = titleText(spec).replaceAll(/\s+/g, ' ').trim()
  if (line.length <= 200) return line
  const points = Array.from(line)
  return points.length <= 200 ? line : `${points.slice(0, 199).join('')}…`
}

function titleText(spec: JobSpec): string {
  switch (spec.type) {
    case 'repo_index_task':
      return taskTypes.repo_index_task.title(spec.payload)
    case 'test_runner_task':
      return taskTypes.test_runner_task.title(spec.payload)
    case 'doc_compactor_task':
      return taskTypes.doc_compactor_task.title(spec.payload)
    case 'shell_task':
      return taskTypes.shell_task.title(spec.payload)
    case 'watchdog_task':
      return taskTypes.watchdog_task.title(spec.payload)
  }
}

/** What the row of every new job holds. */
const NEW = {
  held_reason: null,
  finished_at: null,
  attempts: 0,
  runs: 0,
  last_run: null,
  cancel_requested: 0,
  verdict: null,
  outcome_code: null,
  outcome_message: null,
} satisfies Partial<JobRow>

type InsertParams = Omit<JobRow, keyof typeof NEW>

function prepareInsert(store: Store): Change<InsertParams> {
  return store.change<InsertParams>(`INSERT INTO job(seq, id, short, type, payload_version, title, state, workspace, requires, lane, priority, compat,
      idempotency_key, created_at, run_at, ready_at, attempts, max_attempts, runs, cancel_requested, spec)
    VALUES (:seq, :id, :short, :type, :payload_version, :title, :state, :workspace, :requires, :lane, :priority, :compat,
      :idempotency_key, :created_at, :run_at, :ready_at, 0, :max_attempts, 0, 0, :spec)`)
}
