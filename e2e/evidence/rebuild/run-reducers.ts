import { FINAL_JOB_STATES } from '#schemas'
import { jobOf, type Reducers, runOf } from './reducer.ts'

const FINAL: readonly string[] = FINAL_JOB_STATES

export const runReducers: Reducers = {
  'run.claimed'(tables, event) {
    const { at, payload } = event
    const job = jobOf(tables, event)
    const id = event.run_id ?? ''
    Object.assign(job, {
      state: 'running',
      runs: job.runs + 1,
      last_run: id,
      verdict: null,
      outcome_code: null,
      outcome_message: null,
    })
    tables.run.set(id, {
      id,
      job_id: job.id,
      number: payload.number,
      state: 'running',
      worker: payload.worker,
      token: payload.token,
      ready_at: payload.ready_at,
      started_at: at,
      finished_at: null,
      attempt_used: 0,
      code: null,
      message: null,
      verdict: null,
      wall_ms: 0,
      tool_calls: 0,
      output_bytes: 0,
      output: null,
      result: null,
    })
  },
  'output.chunk'(tables, event) {
    runOf(tables, event).output = event.payload.output
  },
  'run.finished'(tables, event, body) {
    const { at, payload } = event
    const run = runOf(tables, event)
    const job = jobOf(tables, event)
    const message = payload.message === null ? null : body(payload.message.id)
    Object.assign(run, {
      state: payload.state,
      finished_at: at,
      attempt_used: payload.attempt_used ? 1 : 0,
      code: payload.code,
      message,
      verdict: payload.verdict,
      ...payload.usage,
      output: payload.output?.id ?? null,
      result: payload.result?.id ?? null,
    })
    Object.assign(job, {
      state: payload.job_state,
      held_reason: payload.held_reason,
      finished_at: FINAL.includes(payload.job_state) ? at : null,
      attempts: job.attempts + (payload.attempt_used ? 1 : 0),
      run_at: payload.retry_at,
      ready_at: payload.job_state === 'queued' ? at : null,
      verdict: payload.verdict,
      outcome_code: payload.code,
      outcome_message: message,
      cancel_requested: 0,
    })
    if (payload.held_reason === 'kill_switch') tables.kill_switch_run.set(run.id, { run_id: run.id, job_id: job.id })
  },
  'artifact.created'(tables, { seq, at, job_id, run_id, payload }, body) {
    tables.artifact.set(payload.artifact, {
      id: payload.artifact,
      job_id: job_id ?? '',
      run_id: run_id ?? '',
      kind: payload.kind,
      name: body(payload.name.id),
      media_type: payload.media_type,
      size: payload.body.size,
      state: 'needs_review',
      body: payload.body.id,
      created_at: at,
      workspace: tables.job.get(job_id ?? '')?.workspace ?? '',
      revision: 0,
      undo_to: null,
      decided_at: null,
      decided_by: null,
      note: null,
      promotion: null,
      busy: 0,
      made_seq: seq,
    })
  },
}
