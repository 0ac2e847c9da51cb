import { approvalRuleSpecSchema, type EventPayload, grantPatternSchema, jobSpecSchema } from '#schemas'
import type { Row } from './approval-tables.ts'
import { titleOf } from './job-reducers.ts'
import { jobOf, type LedgerEvent, type Reducers } from './reducer.ts'
import type { Tables } from './tables.ts'

export const approvalReducers: Reducers = {
  'approval.asked'(tables, event) {
    const { seq, at, run_id, payload } = event
    const job = jobOf(tables, event)
    tables.asking.approval.set(payload.approval, {
      seq,
      id: payload.approval,
      job: job.seq,
      run: payload.kind === 'start' ? null : run_id,
      kind: payload.kind,
      state: 'pending',
      hash: payload.hash,
      snapshot: payload.snapshot.id,
      alike: payload.alike,
      key: payload.key,
      type: job.type,
      workspace: job.workspace,
      priority: payload.priority,
      asked_at: at,
      expires_at: payload.expires_at,
      on_timeout: payload.on_timeout,
      continuation: payload.continuation?.id ?? null,
      replaces: payload.replaces,
      decision: null,
      decided_at: null,
      decided_by: null,
      how: null,
      note: null,
      grant_id: null,
      edited_hash: null,
      edited_snapshot: null,
      differences: null,
      void_reason: null,
      spent_at: null,
      spent_run: null,
    })
    if (payload.job_state !== null) Object.assign(job, { state: payload.job_state, ready_at: null })
  },
  'approval.approved'(tables, event) {
    const { how, grant, note, job_state } = event.payload
    decide(tables, event, { state: 'approved', how, grant_id: grant, note: note?.id ?? null })
    release(tables, event, job_state)
  },
  'approval.edited'(tables, event, body) {
    const { to, snapshot, alike, spec, differences, note, job_state, lane, requires, ...columns } = event.payload
    decide(tables, event, {
      state: 'approved',
      how: 'operator',
      note: note?.id ?? null,
      edited_hash: to,
      edited_snapshot: snapshot.id,
      alike,
      differences: differences.id,
    })
    const { priority, max_attempts, run_at } = columns
    const title = titleOf(jobSpecSchema.parse(JSON.parse(body(spec.id))))
    const edited = { title, spec: spec.id, lane, requires: JSON.stringify(requires), priority, max_attempts, run_at }
    Object.assign(jobOf(tables, event), edited)
    release(tables, event, job_state)
  },
  'approval.rejected'(tables, event) {
    decide(tables, event, { state: 'rejected', how: 'operator', note: event.payload.note?.id ?? null })
    release(tables, event, event.payload.job_state)
  },
  'approval.answered'(tables, event) {
    decide(tables, event, { state: 'answered', how: 'operator', note: event.payload.note.id })
    release(tables, event, event.payload.job_state)
  },
  'approval.expired'(tables, event) {
    decide(tables, event, { state: 'expired', how: 'timeout' })
    release(tables, event, event.payload.job_state)
  },
  'approval.void'(tables, event) {
    decide(tables, event, { state: 'void', void_reason: event.payload.why })
  },
  'approval.spent'(tables, { at, payload }) {
    Object.assign(approvalOf(tables, payload.approval), { spent_at: at, spent_run: payload.run })
  },
  'grant.given'(tables, { seq, at, actor, payload }, body) {
    tables.asking.approval_grant.set(payload.grant, {
      seq,
      id: payload.grant,
      approval: payload.approval,
      state: 'active',
      kind: grantPatternSchema.parse(JSON.parse(body(payload.pattern.id))).kind,
      pattern: payload.pattern.id,
      uses: payload.uses,
      used: 0,
      given_at: at,
      given_by: actor,
      expires_at: payload.expires_at,
      ended_at: null,
      ended_by: null,
      note: payload.note?.id ?? null,
    })
  },
  'grant.used'(tables, { payload }) {
    Object.assign(grantOf(tables, payload.grant), { used: payload.used })
  },
  'grant.ended'(tables, { at, actor, payload }) {
    Object.assign(grantOf(tables, payload.grant), { state: payload.why, ended_at: at, ended_by: actor })
  },
  'approval_rule.set'(tables, { at, actor, payload }, body) {
    const spec = approvalRuleSpecSchema.parse(JSON.parse(body(payload.spec.id)))
    tables.asking.approval_rule.set(payload.rule, {
      id: payload.rule,
      revision: payload.revision,
      enabled: spec.enabled ? 1 : 0,
      at: spec.at,
      spec: payload.spec.id,
      changed_at: at,
      changed_by: actor,
    })
  },
  'approval_rule.removed'(tables, { payload }) {
    tables.asking.approval_rule.delete(payload.rule)
  },
}

function approvalOf({ asking }: Tables, id: string): Row {
  const row = asking.approval.get(id)
  if (row === undefined) throw new Error(`Nobody asked for the approval ${id}.`)
  return row
}

function grantOf({ asking }: Tables, id: string): Row {
  const row = asking.approval_grant.get(id)
  if (row === undefined) throw new Error(`Nobody gave the grant ${id}.`)
  return row
}

function decide(tables: Tables, { seq, at, actor, payload }: LedgerEvent<{ approval: string }>, as: Row): void {
  const decided = { decision: seq, decided_at: at, decided_by: actor, ...as }
  Object.assign(approvalOf(tables, payload.approval), decided)
}

type Released = EventPayload<'approval.approved'>['job_state']

function release(tables: Tables, event: LedgerEvent, state: Released): void {
  if (state !== null) Object.assign(jobOf(tables, event), { state, ready_at: state === 'queued' ? event.at : null })
}
