import type { Operation } from '#schemas'
import type { Ledger, Write } from '#core/record'
import type { OperationTable } from './operation-table.ts'

/** Jobs that were not any more what the preview said. */
export interface Missed {
  count: number
  readonly examples: string[]
}

/** How far an operation has come: of its jobs in their order, how many are dealt with. */
export interface Reach {
  done: number
  readonly missed: Missed
}

/** The end of an operation as its event and its row tell it. `by` is null where all of it was done. */
export interface PerformedEnd {
  readonly id: string
  readonly actor: string
  readonly by: 'operator' | 'core' | null
  readonly changed: number
  readonly left: Operation['left']
  readonly at: number
}

interface EndDeps {
  readonly ledger: Ledger
  readonly table: OperationTable
}

/** What is to be said of an operation that goes on no further; `by` is who stopped it, if it was not done. */
export function endedBy(
  performed: { readonly id: string; readonly actor: string; readonly entries: Float64Array; readonly reach: Reach },
  by: 'operator' | 'core',
  at: number,
): PerformedEnd {
  const { id, actor, entries } = performed
  const { done, missed } = performed.reach
  const stopped = done < entries.length
  return {
    id,
    actor: stopped && by === 'core' ? 'core' : actor,
    by: stopped ? by : null,
    changed: done - missed.count,
    left: [
      ...(missed.count > 0 ? [{ why: 'changed_meanwhile' as const, ...missed }] : []),
      ...notReached(entries.length - done),
    ],
    at,
  }
}

export function notReached(count: number): Operation['left'] {
  return count > 0 ? [{ why: 'not_reached', count, examples: [] }] : []
}

export function endPerformed({ ledger, table }: EndDeps, write: Write, end: PerformedEnd): void {
  const { id, actor, by, changed, left, at } = end
  const figures = { operation: id, changed, left }
  if (by === null) ledger.append(write, 'operation.finished', figures, { actor, at })
  else ledger.append(write, 'operation.stopped', { ...figures, by }, { actor, at })
  table.end.run(write, { id, ...rowOfEnd(end) })
}

/** The columns an end sets. */
export function rowOfEnd({ by, left, at }: PerformedEnd) {
  return { state: by === null ? 'finished' : 'stopped', by, left: JSON.stringify(left), at }
}

type Kept = NonNullable<Operation['undone']>['kept']

/** The end of an undo that has looked at some of the jobs an operation changed and kept those of `kept`. */
export interface UndoneEnd {
  readonly id: string
  readonly actor: string
  readonly kept: Kept
  readonly at: number
}

export function undoneAfter(kept: Kept, unseen: number): Kept {
  return unseen > 0 ? [...kept, { why: 'interrupted', count: unseen, examples: [] }] : kept
}

export function endUndone({ ledger, table }: EndDeps, write: Write, { id, actor, kept, at }: UndoneEnd): void {
  const restored = table.byId(id)?.restored ?? 0
  ledger.append(write, 'operation.undone', { operation: id, restored, kept }, { actor, at })
  table.endUndo.run(write, { id, kept: JSON.stringify(kept) })
}
