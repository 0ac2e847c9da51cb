import { type BodyRef, differencesOf, InterlockError, type JobSpec } from '#schemas'
import { canonicalJson, type Clock } from '#schemas/format'
import type { Approvals } from '#core/control'
import type { Bodies, Ledger, Store, Write } from '#core/record'
import { refuseUnexplained } from '../asked-policy.ts'
import { placementOf, titleOf } from '../enqueue.ts'
import type { JobRow } from '../job-table.ts'
import type { OpenApproval } from './decisions.ts'

export interface EditsDeps {
  readonly store: Store
  readonly ledger: Ledger
  readonly bodies: Bodies
  readonly clock: Clock
  readonly approvals: Approvals
}

/** What may not be edited: it would be another job. */
const FIXED = ['type', 'id', 'idempotency_key', 'workspace', 'compat'] as const satisfies (keyof JobSpec)[]

/** Changes what a job that waits for its approval is, and approves that. */
export function createEdits({ store, ledger, bodies, clock, approvals }: EditsDeps) {
  const { table } = approvals
  const change = store.change<
    Pick<
      JobRow,
      'seq' | 'title' | 'requires' | 'lane' | 'priority' | 'max_attempts' | 'run_at' | 'spec' | 'state' | 'ready_at'
    >
  >(
    `UPDATE job SET title = :title, requires = :requires, lane = :lane, priority = :priority, max_attempts = :max_attempts, run_at = :run_at,
      spec = :spec, state = :state, ready_at = :ready_at WHERE seq = :seq`,
  )

  /**
   * The job as it would be then.
   * @throws InterlockError approval_not_editable, approval_edit_refused, sandbox_lowering_unexplained
   */
  function plan({ row, now }: OpenApproval, prepared: JobSpec) {
    if (row.kind !== 'start') throw new InterlockError('approval_not_editable', { id: row.id, kind: row.kind })
    for (const field of FIXED)
      if (prepared[field] !== undefined && prepared[field] !== now.spec[field])
        throw new InterlockError('approval_edit_refused', { field })
    if (prepared.compat !== now.spec.compat) throw new InterlockError('approval_edit_refused', { field: 'compat' })
    const { id, idempotency_key, workspace } = now.spec
    const spec: JobSpec = {
      ...prepared,
      ...(id !== undefined && { id }),
      ...(idempotency_key !== undefined && { idempotency_key }),
      ...(workspace !== undefined && { workspace }),
    }
    refuseUnexplained(spec)
    const { requires, lane } = placementOf(spec)
    const asked = approvals.snapshot(row)
    const sealed = asked && approvals.renew(asked, { ...now, spec, requires, title: titleOf(spec) })
    if (sealed === undefined) throw new InterlockError('approval_stale', { id: row.id, seen: '', hash: row.hash })
    return { spec, requires, lane, sealed }
  }

  function apply(write: Write, asked: OpenApproval, prepared: JobSpec, note: BodyRef | null, actor: string): void {
    const { row, job, now } = asked
    const { spec, requires, lane, sealed } = plan(asked, prepared)
    const at = clock.now()
    const differences = bodies.json(write, differencesOf(now.spec, spec))
    const snapshot = bodies.canonical(write, sealed.text)
    const body = bodies.canonical(write, canonicalJson(spec))
    const runAt = spec.run_at === undefined ? null : Date.parse(spec.run_at)
    const state = runAt !== null && runAt > at ? 'scheduled' : 'queued'
    const columns = { priority: spec.priority, max_attempts: spec.max_attempts, run_at: runAt }
    const decision = ledger.append(
      write,
      'approval.edited',
      {
        approval: row.id,
        from: row.hash,
        to: sealed.hash,
        snapshot,
        alike: sealed.alike,
        spec: body,
        differences,
        note,
        job_state: state,
        lane,
        requires,
        ...columns,
      },
      { actor, job: job.id, at },
    )
    table.decide.run(write, {
      id: row.id,
      state: 'approved',
      decision,
      decided_at: at,
      decided_by: actor,
      how: 'operator',
      note: note?.id ?? null,
      grant_id: null,
    })
    table.edit.run(write, {
      id: row.id,
      hash: sealed.hash,
      snapshot: snapshot.id,
      alike: sealed.alike,
      differences: differences.id,
    })
    change.run(write, {
      seq: job.seq,
      title: titleOf(spec),
      requires: JSON.stringify(requires),
      lane,
      ...columns,
      spec: body.id,
      state,
      ready_at: state === 'queued' ? at : null,
    })
  }

  return { plan, apply }
}
