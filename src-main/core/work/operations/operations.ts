import {
  type EventPayload,
  InterlockError,
  type Operation,
  type OperationPreview,
  type OperationRequest,
} from '#schemas'
import { nextTurn, type Bodies, type Reader } from '#core/record'
import type { Ids } from '#schemas/format'
import type { JobFilter } from '#schemas/contract'
import type { ResolvedFilter } from '../listing/resolved-filter.ts'
import { createOperationTable, type LiveUndo, type OperationRow, toOperation, UNDO_MS } from './operation-table.ts'
import { type Plan, type PlanRequest, planSchema } from './preview.ts'
import { type PerformDeps, performOperation } from './perform.ts'
import { undoOperation } from './undo.ts'

/** Acts on many jobs at once, each bound to what its preview said. */
export interface Operations {
  preview(request: OperationRequest): Promise<OperationPreview>
  /** Resolves when it has begun. @throws InterlockError preview_stale, operation_running */
  start(request: OperationRequest & { token: string; head: number }, actor: string): Promise<Operation>
  /** @throws InterlockError operation_not_found */
  get(id: string): Operation
  /** Newest first. @throws InterlockError cursor_unreadable */
  list(query: { cursor?: string | undefined; limit: number }): { items: Operation[]; next_cursor: string | null }
  /** Resolves when it has stopped. @throws InterlockError operation_not_found, operation_over */
  stop(id: string): Promise<Operation>
  /** Resolves when the undo has begun. @throws InterlockError operation_not_found, undo_over */
  undo(id: string, actor: string): Promise<Operation>
  /** Says of operations that an earlier life left in the middle how far they came. To be called once, at the start. */
  recover(): Promise<void>
  /** Ends what is under way after its current chunk. */
  close(): Promise<void>
}

export interface OperationsDeps extends Omit<PerformDeps, 'table'> {
  readonly bodies: Bodies
  readonly reader: Reader
  readonly ids: Ids
  readonly resolve: (filter: JobFilter) => ResolvedFilter
  readonly onTrouble: (what: string, error: unknown) => void
}

/** What is under way: one at a time, since each has the machine for itself. */
interface Current {
  readonly id: string
  readonly abort: AbortController
  readonly done: Promise<void>
  undo: LiveUndo | undefined
}

export function createOperations(deps: OperationsDeps): Operations {
  const { store, ledger, bodies, reader, clock, ids } = deps
  const table = createOperationTable(store)
  let current: Current | undefined
  let starting = false

  function planRequest(request: OperationRequest, head: number): PlanRequest {
    return {
      act: request.act,
      priority: request.priority ?? null,
      filter: request.filter === undefined ? null : deps.resolve(request.filter),
      ids: request.ids ?? null,
      except: request.except ?? [],
      head,
    }
  }

  async function plan(request: OperationRequest, head: number): Promise<Plan> {
    return planSchema.parse(await reader.run('operations.plan', planRequest(request, head)))
  }

  function toPreview(request: OperationRequest, head: number, found: Plan): OperationPreview {
    return {
      act: request.act,
      priority: request.priority ?? null,
      token: found.digest,
      head,
      matched: found.matched,
      changing: found.entries.length,
      changes: found.changes,
      skipped: found.skipped,
    }
  }

  function rowOf(id: string): OperationRow {
    const row = table.byId(id)
    if (row === undefined) throw new InterlockError('operation_not_found', { id })
    return row
  }

  function view(row: OperationRow): Operation {
    return toOperation(row, bodies, current?.id === row.id ? current.undo : undefined)
  }

  /** Lets `work` go on by itself; what fails in it is told, since nobody waits for it. */
  function goOn(id: string, undo: LiveUndo | undefined, work: (signal: AbortSignal) => Promise<void>): void {
    const abort = new AbortController()
    const done = work(abort.signal)
      .catch((error: unknown) => deps.onTrouble('A bulk operation', error))
      .finally(() => {
        current = undefined
        deps.onProgress()
      })
    current = { id, abort, done, undo }
  }

  async function start(request: OperationRequest & { token: string; head: number }, actor: string): Promise<Operation> {
    const found = await plan(request, request.head)
    if (found.digest !== request.token)
      throw new InterlockError('preview_stale', { preview: toPreview(request, request.head, found) })
    const id = ids.next('op')
    await store.write((write) => {
      const filter = bodies.json(write, request.filter ?? null)
      const facts = {
        act: request.act,
        priority: request.priority ?? null,
        planned: found.entries.length,
      }
      const at = clock.now()
      const event: EventPayload<'operation.started'> = {
        ...facts,
        operation: id,
        filter,
        changes: found.changes,
        skipped: found.skipped,
      }
      const seq = ledger.append(write, 'operation.started', event, { actor, at })
      table.insert.run(write, {
        ...facts,
        seq,
        id,
        actor,
        filter: filter.id,
        changes: JSON.stringify(found.changes),
        skipped: JSON.stringify(found.skipped),
        started_at: at,
      })
    })
    goOn(id, undefined, (signal) =>
      performOperation(
        { ...deps, table },
        { id, act: request.act, priority: request.priority ?? null, actor, entries: found.entries },
        signal,
      ),
    )
    return view(rowOf(id))
  }

  return {
    async preview(request) {
      const newest = ledger.head().seq
      const head = Math.min(request.head ?? newest, newest)
      return toPreview(request, head, await plan(request, head))
    },
    async start(request, actor) {
      if (starting || current !== undefined)
        throw new InterlockError('operation_running', { id: current?.id ?? 'one that is about to start' })
      starting = true
      try {
        return await start(request, actor)
      } finally {
        starting = false
      }
    },
    get: (id) => view(rowOf(id)),
    list({ cursor, limit }) {
      const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(cursor)
      if (!Number.isSafeInteger(before) || before < 1)
        throw new InterlockError('cursor_unreadable', { cursor: (cursor ?? '').slice(0, 64) })
      const rows = table.page.all({ before, limit: limit + 1 })
      const page = rows.slice(0, limit)
      return {
        items: page.map(view),
        next_cursor: rows.length > limit ? String(page.at(-1)?.seq ?? '') : null,
      }
    },
    async stop(id) {
      const row = rowOf(id)
      if (row.state !== 'running' || current?.id !== id)
        throw new InterlockError('operation_over', { id, state: row.state })
      current.abort.abort()
      await current.done
      return view(rowOf(id))
    },
    async undo(id, actor) {
      if (rowOf(id).state === 'running' && current?.id === id) {
        current.abort.abort()
        await current.done
      }
      const row = rowOf(id)
      const { undo_until } = view(row)
      if (undo_until === null || clock.now() > (row.ended_at ?? 0) + UNDO_MS)
        throw new InterlockError('undo_over', { id, state: row.state })
      if (starting || current !== undefined)
        throw new InterlockError('operation_running', { id: current?.id ?? 'one that is about to start' })
      const kept: LiveUndo = { kept: [] }
      goOn(id, kept, (signal) => undoOperation({ ...deps, table }, { row, actor, kept: kept.kept }, signal))
      return view(rowOf(id))
    },
    async recover() {
      const open = table.open.all({})
      const half = table.halfUndone.all({})
      if (open.length + half.length === 0) return
      await store.write((write) => {
        const at = clock.now()
        for (const { id, planned, changed } of open) {
          const left =
            planned > changed ? [{ why: 'not_reached' as const, count: planned - changed, examples: [] }] : []
          ledger.append(write, 'operation.stopped', { operation: id, by: 'core', changed, left }, { actor: 'core', at })
          table.end.run(write, { id, state: 'stopped', by: 'core', left: JSON.stringify(left), at })
        }
        for (const { id, changed, restored } of half) {
          const kept =
            changed > restored ? [{ why: 'interrupted' as const, count: changed - restored, examples: [] }] : []
          ledger.append(write, 'operation.undone', { operation: id, restored, kept }, { actor: 'core', at })
          table.endUndo.run(write, { id, kept: JSON.stringify(kept) })
        }
      })
    },
    async close() {
      current?.abort.abort('core')
      await current?.done
      await nextTurn()
    },
  }
}
