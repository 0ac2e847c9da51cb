import { type JobSpec, jobSpecSchema, taskTypes } from '#schemas'
import { tellOperation } from './operation-reducers.ts'
import { jobOf, type Reducers } from './reducer.ts'

export const jobReducers: Reducers = {
  'job.enqueued'(tables, { seq, at, job_id, payload }, body) {
    const id = job_id ?? ''
    tables.job.set(id, {
      seq,
      id,
      short: Array.from(id.slice(-8)).toReversed().join(''),
      type: payload.type,
      payload_version: payload.payload_version,
      title: titleOf(jobSpecSchema.parse(JSON.parse(body(payload.spec.id)))),
      state: payload.state,
      held_reason: null,
      workspace: payload.workspace,
      requires: JSON.stringify(payload.requires),
      lane: payload.lane,
      priority: payload.priority,
      compat: payload.compat,
      idempotency_key: payload.idempotency_key,
      created_at: at,
      run_at: payload.run_at,
      ready_at: payload.state === 'queued' ? at : null,
      finished_at: null,
      attempts: 0,
      max_attempts: payload.max_attempts,
      runs: 0,
      last_run: null,
      cancel_requested: 0,
      verdict: null,
      outcome_code: null,
      outcome_message: null,
      spec: payload.spec.id,
    })
    if (payload.origin !== undefined) tables.job_origin.set(id, { job: seq, ...payload.origin })
    const { deliver } = jobSpecSchema.parse(JSON.parse(body(payload.spec.id)))
    if (deliver !== undefined)
      tables.telling.job_deliver.set(seq, {
        job: seq,
        alias: deliver.to,
        wanted: deliver.when,
        output: deliver.output ? 1 : 0,
      })
  },
  'job.promoted'(tables, event) {
    Object.assign(jobOf(tables, event), { state: 'queued', ready_at: event.at })
  },
  'job.held'(tables, event) {
    Object.assign(jobOf(tables, event), {
      state: 'held',
      held_reason: event.payload.reason,
      run_at: null,
      ready_at: null,
    })
  },
  'job.requeued'(tables, event) {
    tellOperation(tables, event, event.payload)
    const waits = event.payload.state === 'awaiting_approval'
    Object.assign(jobOf(tables, event), {
      state: waits ? 'awaiting_approval' : 'queued',
      held_reason: null,
      run_at: null,
      ready_at: waits ? null : event.at,
      finished_at: null,
      attempts: event.payload.attempts,
      cancel_requested: 0,
      verdict: null,
      outcome_code: null,
      outcome_message: null,
    })
  },
  'job.cancel_requested'(tables, event) {
    tellOperation(tables, event, event.payload)
    jobOf(tables, event).cancel_requested = 1
  },
  'job.cancelled'(tables, event, body) {
    tellOperation(tables, event, event.payload)
    const { cause, message } = event.payload
    const told = message && { verdict: null, outcome_code: cause, outcome_message: body(message.id) }
    Object.assign(jobOf(tables, event), {
      state: 'cancelled',
      finished_at: event.at,
      held_reason: null,
      run_at: null,
      ready_at: null,
      ...told,
    })
  },
  'job.restored'(tables, event) {
    const { was, operation } = event.payload
    tellOperation(tables, event, { operation, undo: true })
    const job = jobOf(tables, event)
    const { outcome, ...columns } = was
    Object.assign(job, columns, { verdict: null, outcome_code: null, outcome_message: null })
    const run = tables.run.get(job.last_run ?? '')
    if (outcome) Object.assign(job, { verdict: run?.verdict, outcome_code: run?.code, outcome_message: run?.message })
  },
  'job.priority_set'(tables, event) {
    tellOperation(tables, event, event.payload)
    jobOf(tables, event).priority = event.payload.priority
  },
}

/** One line that tells two jobs of a type apart. */
export function titleOf(spec: JobSpec): string {
  const title = {
    repo_index_task: () => spec.type === 'repo_index_task' && taskTypes.repo_index_task.title(spec.payload),
    test_runner_task: () => spec.type === 'test_runner_task' && taskTypes.test_runner_task.title(spec.payload),
    doc_compactor_task: () => spec.type === 'doc_compactor_task' && taskTypes.doc_compactor_task.title(spec.payload),
    shell_task: () => spec.type === 'shell_task' && taskTypes.shell_task.title(spec.payload),
    watchdog_task: () => spec.type === 'watchdog_task' && taskTypes.watchdog_task.title(spec.payload),
  }[spec.type]()
  const points = Array.from(String(title).replaceAll(/\s+/g, ' ').trim())
  return points.length <= 200 ? points.join('') : `${points.slice(0, 199).join('')}…`
}
