import type { LedgerEvent, Reducers } from './reducer.ts'
import type { OperationRow, Tables } from './tables.ts'

/** Bulk operations as a whole. What each did to a job is told by events of that job, see `tellOperation`. */
export const operationReducers: Reducers = {
  'operation.started'(tables, { seq, at, actor, payload }) {
    tables.operation.set(payload.operation, {
      seq,
      id: payload.operation,
      act: payload.act,
      priority: payload.priority,
      state: 'running',
      actor,
      filter: payload.filter.id,
      planned: payload.planned,
      changes: JSON.stringify(payload.changes),
      skipped: JSON.stringify(payload.skipped),
      changed: 0,
      restored: 0,
      stopped_by: null,
      left_out: '[]',
      kept: null,
      started_at: at,
      ended_at: null,
    })
  },
  'operation.finished'(tables, { at, payload }) {
    const left_out = JSON.stringify(payload.left)
    Object.assign(operationOf(tables, payload.operation), { state: 'finished', left_out, ended_at: at })
  },
  'operation.stopped'(tables, { at, payload }) {
    const left_out = JSON.stringify(payload.left)
    Object.assign(operationOf(tables, payload.operation), {
      state: 'stopped',
      stopped_by: payload.by,
      left_out,
      ended_at: at,
    })
  },
  'operation.undone'(tables, { payload }) {
    Object.assign(operationOf(tables, payload.operation), { state: 'undone', kept: JSON.stringify(payload.kept) })
  },
}

/** Counts a change of a job, or its undo, to the operation it was part of. */
export function tellOperation(
  tables: Tables,
  event: LedgerEvent,
  { operation: id, undo = false }: { readonly operation?: string | undefined; readonly undo?: boolean | undefined },
): void {
  if (id === undefined) return
  const operation = operationOf(tables, id)
  const job_seq = tables.job.get(event.job_id ?? '')?.seq ?? 0
  const key = `${id} ${job_seq}`
  const touched = tables.operation_job.get(key)
  if (!undo) {
    operation.changed += 1
    tables.operation_job.set(key, { operation: id, job_seq, event: event.seq })
  } else if (touched !== undefined) {
    operation.restored += 1
  }
}

function operationOf(tables: Tables, id: string): OperationRow {
  const operation = tables.operation.get(id)
  if (operation === undefined) throw new Error(`There was no operation ${id}.`)
  return operation
}
