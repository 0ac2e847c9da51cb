import { z } from 'zod'
import {
  type JobFilter,
  jobFilterSchema,
  type Operation,
  operationActSchema,
  operationSchema,
  operationStateSchema,
} from '#schemas'
import { isoTime } from '#schemas/format'
import type { Bodies, Store } from '#core/record'

/** A row of the operation table. `filter` is the body of its filter's JSON; the lists are JSON. */
export interface OperationRow {
  seq: number
  id: string
  act: string
  priority: number | null
  state: string
  actor: string
  filter: string
  planned: number
  changes: string
  skipped: string
  changed: number
  restored: number
  stopped_by: string | null
  left_out: string
  kept: string | null
  started_at: number
  ended_at: number | null
}

/** A job an operation changed, and the number of the event that did. */
export interface OperationJobRow {
  operation: string
  job_seq: number
  event: number
}

/** An operation that has ended can be undone for so long. */
export const UNDO_MS = 20_000

export type OperationTable = ReturnType<typeof createOperationTable>

export function createOperationTable(store: Store) {
  const byId = store.query<{ id: string }, OperationRow>('SELECT * FROM operation WHERE id = :id')
  return {
    byId: (id: string) => byId.get({ id }),
    page: store.query<{ before: number; limit: number }, OperationRow>(
      'SELECT * FROM operation WHERE seq < :before ORDER BY seq DESC LIMIT :limit',
    ),
    open: store.query<object, OperationRow>(
      "SELECT * FROM operation INDEXED BY operation_open WHERE state = 'running'",
    ),
    /** Ended ones whose undo an earlier life began. */
    halfUndone: store.query<object, OperationRow>(
      "SELECT * FROM operation WHERE restored > 0 AND state IN ('finished', 'stopped')",
    ),
    insert: store.change<
      Pick<
        OperationRow,
        'seq' | 'id' | 'act' | 'priority' | 'actor' | 'filter' | 'planned' | 'changes' | 'skipped' | 'started_at'
      >
    >(
      `INSERT INTO operation(seq, id, act, priority, state, actor, filter, planned, changes, skipped, changed, restored, left_out, started_at)
       VALUES (:seq, :id, :act, :priority, 'running', :actor, :filter, :planned, :changes, :skipped, 0, 0, '[]', :started_at)`,
    ),
    addChanged: store.change<{ id: string; n: number }>('UPDATE operation SET changed = changed + :n WHERE id = :id'),
    end: store.change<{ id: string; state: string; by: string | null; left: string; at: number }>(
      'UPDATE operation SET state = :state, stopped_by = :by, left_out = :left, ended_at = :at WHERE id = :id',
    ),
    addRestored: store.change<{ id: string; n: number }>(
      'UPDATE operation SET restored = restored + :n WHERE id = :id',
    ),
    endUndo: store.change<{ id: string; kept: string }>(
      "UPDATE operation SET state = 'undone', kept = :kept WHERE id = :id",
    ),
    addJob: store.change<OperationJobRow>(
      'INSERT INTO operation_job(operation, job_seq, event) VALUES (:operation, :job_seq, :event)',
    ),
    /** Jobs of an operation, the newest first. */
    jobs: store.query<{ operation: string; before: number; limit: number }, OperationJobRow>(
      'SELECT * FROM operation_job WHERE operation = :operation AND job_seq < :before ORDER BY job_seq DESC LIMIT :limit',
    ),
  }
}

const shape = operationSchema.shape
const keptSchema = shape.undone.unwrap().shape.kept

/** What goes on right now and is in no table yet: how many jobs were looked at, and which are left as they are. */
export interface LiveUndo {
  looked: number
  readonly kept: NonNullable<Operation['undone']>['kept']
}

export function toOperation(row: OperationRow, bodies: Bodies, undoing: LiveUndo | undefined): Operation {
  const undone = row.state === 'undone' || undoing !== undefined
  const changes = readList(shape.changes, row.changes)
  const undoable =
    row.ended_at !== null && !undone && row.changed > 0 && changes.some((each) => each.outcome !== 'stopping')
  return {
    id: row.id,
    act: operationActSchema.parse(row.act),
    priority: row.priority,
    state: undoing === undefined ? operationStateSchema.parse(row.state) : 'undoing',
    actor: row.actor,
    filter: filterOf(bodies, row.filter),
    started_at: isoTime(row.started_at),
    ended_at: row.ended_at === null ? null : isoTime(row.ended_at),
    stopped_by: shape.stopped_by.parse(row.stopped_by),
    planned: row.planned,
    changed: row.changed,
    changes,
    skipped: readList(shape.skipped, row.skipped),
    left: readList(shape.left, row.left_out),
    undo_until: undoable ? isoTime((row.ended_at ?? 0) + UNDO_MS) : null,
    undone: undone
      ? { restored: row.restored, kept: [...(undoing?.kept ?? readList(keptSchema, row.kept ?? '[]'))] }
      : null,
  }
}

function filterOf(bodies: Bodies, body: string): JobFilter | null {
  const content = bodies.read(body)
  if (content === undefined) return null
  return jobFilterSchema
    .nullable()
    .catch(null)
    .parse(JSON.parse(content.toString('utf8')))
}

function readList<T>(schema: z.ZodType<T[]>, text: string): T[] {
  return schema.parse(JSON.parse(text))
}
