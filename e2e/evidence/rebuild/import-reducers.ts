import { FINAL_JOB_STATES, jobSpecSchema } from '#schemas'
import { titleOf } from './job-reducers.ts'
import { jobOf, type Reducers } from './reducer.ts'

const FINAL: readonly string[] = FINAL_JOB_STATES

export const importReducers: Reducers = {
  'job.imported'(tables, { seq, job_id, payload }, body) {
    const id = job_id ?? ''
    tables.job.set(id, {
      seq,
      id,
      short: Array.from(id.slice(-8)).toReversed().join(''),
      type: payload.type,
      payload_version: payload.payload_version,
      title: titleOf(jobSpecSchema.parse(JSON.parse(body(payload.spec.id)))),
      state: 'held',
      held_reason: 'imported',
      workspace: payload.workspace,
      requires: JSON.stringify(payload.requires),
      lane: payload.lane,
      priority: payload.priority,
      compat: payload.compat,
      idempotency_key: payload.idempotency_key,
      created_at: payload.created_at,
      run_at: null,
      ready_at: null,
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
  },
  'run.imported'(tables, event, body) {
    const { seq, payload } = event
    const job = jobOf(tables, event)
    const id = event.run_id ?? ''
    const message = payload.message === null ? null : body(payload.message.id)
    job.runs += 1
    tables.run.set(id, {
      id,
      job_id: job.id,
      number: payload.number,
      state: payload.state,
      worker: payload.worker,
      token: seq,
      ready_at: payload.ready_at,
      started_at: payload.started_at,
      finished_at: payload.finished_at,
      attempt_used: 0,
      code: payload.code,
      message,
      verdict: payload.verdict,
      ...payload.usage,
      output: null,
      result: payload.result?.id ?? null,
    })
    if (payload.job_state === null) return
    Object.assign(job, {
      state: payload.job_state,
      held_reason: payload.job_state === 'held' ? 'imported' : null,
      finished_at: FINAL.includes(payload.job_state) ? payload.finished_at : null,
      last_run: id,
      verdict: payload.verdict,
      outcome_code: payload.code,
      outcome_message: message,
    })
  },
}
