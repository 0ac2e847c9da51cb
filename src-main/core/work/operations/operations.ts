import {
  type EventPayload,
  InterlockError,
  type Operation,
  type OperationPreview,
  type OperationRequest,
} from '#schemas'
import { nextTurn, type Bodies, type Reader, type Write } from '#core/record'
import type { Ids } from '#schemas/format'
import type { JobFilter } from '#schemas/contract'
import type { ResolvedFilter } from '../listing/resolved-filter.ts'
import { endedBy, endPerformed, endUndone, notReached, rowOfEnd, undoneAfter } from './ends.ts'
import { createOperationTable, type LiveUndo, type OperationRow, toOperation, UNDO_MS } from './operation-table.ts'
import { type Plan, type PlanRequest, planSchema } from './preview.ts'
import { type PerformDeps, type Performed, performOperation } from './perform.ts'
import { type Undone, undoOperation } from './undo.ts'

/** Acts on many jobs at once, each bound to what its preview said. */
export interface Operations {
  /** The signal ends it; it rejects with the signal's reason. */
  preview(request: OperationRequest, signal?: AbortSignal): Promise<OperationPreview>
  /** Resolves when it has begun. @throws InterlockError preview_stale, operation_running */
  start(request: OperationRequest & { token: string; head: number }, actor: string): Promise<Operation>
  /** @throws InterlockError operation_not_found */
  get(id: string): Operation
  /** Newest first. @throws InterlockError cursor_unreadable */
  list(query: { cursor?: string | undefined; limit: number }): { items: Operation[]; next_cursor: string | null }
  /** Resolves when it has stopped. @throws InterlockError operation_not_found, operation_over */
  stop(id: string): Promise<Operation>
  /** Resolves when the undo has begun. @throws InterlockError operation_not_found, undo_over, operation_running */
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

/** The end of one that could not go on, and could not say so yet. Its row as it will be, and what makes it so. */
interface Unwritten {
  readonly shown: Partial<OperationRow>
  readonly end: (write: Write) => void
}

export function createOperations(deps: OperationsDeps): Operations {
  const { store, ledger, bodies, reader, clock, ids } = deps
  const table = createOperationTable(store)
  let current: Current | undefined
  let starting = false
  let settling = false
  const unwritten = new Map<string, Unwritten>()

  function planRequest(request: OperationRequest, head: number, entries: boolean): PlanRequest {
    return {
      act: request.act,
      priority: request.priority ?? null,
      filter: request.filter === undefined ? null : deps.resolve(request.filter),
      ids: request.ids ?? null,
      except: request.except ?? [],
      head,
      entries,
    }
  }

  async function plan(request: OperationRequest, head: number, entries: boolean, signal?: AbortSignal): Promise<Plan> {
    return planSchema.parse(await reader.run('operations.plan', planRequest(request, head, entries), signal))
  }

  function toPreview(request: OperationRequest, head: number, found: Plan): OperationPreview {
    return {
      act: request.act,
      priority: request.priority ?? null,
      token: found.digest,
      head,
      matched: found.matched,
      changing: found.changing,
      hopeless: found.hopeless,
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
    const shown = { ...row, ...unwritten.get(row.id)?.shown }
    return toOperation(shown, bodies, current?.id === row.id ? current.undo : undefined)
  }

  /** Lets `work` go on by itself; what fails in it is told, since nobody waits for it, and is its end. */
  function goOn(
    id: string,
    undo: LiveUndo | undefined,
    work: (signal: AbortSignal) => Promise<void>,
    broken: () => Unwritten | undefined,
  ): void {
    const abort = new AbortController()
    const done = work(abort.signal)
      .catch((error: unknown) => {
        deps.onTrouble('A bulk operation', error)
        const end = broken()
        if (end !== undefined) unwritten.set(id, end)
        return settle().catch(() => undefined) // The same trouble: tried again with what is asked next.
      })
      .finally(() => {
        current = undefined
        deps.onProgress()
      })
    current = { id, abort, done, undo }
  }

  /** Writes the ends that could not be written, such as on a disk that was full. */
  async function settle(): Promise<void> {
    if (unwritten.size === 0) return
    const ends = [...unwritten]
    await store.write((write) => {
      for (const [, { end }] of ends) end(write)
    })
    for (const [id] of ends) unwritten.delete(id)
  }

  /** The same for who only reads, and is told what will be written. */
  function settleMeanwhile(): void {
    if (unwritten.size === 0 || settling) return
    settling = true
    settle()
      .catch(() => undefined) // Still the same trouble, which was told.
      .finally(() => (settling = false))
  }

  function stoppedMidway(performed: Performed): Unwritten {
    const end = endedBy(performed, 'core', clock.now())
    const { state, by, left, at } = rowOfEnd(end)
    return {
      shown: { state, stopped_by: by, left_out: left, ended_at: at },
      end(write) {
        // A commit that could not be synced is there all the same.
        if (table.byId(end.id)?.state === 'running') endPerformed({ ledger, table }, write, end)
      },
    }
  }

  function undoneMidway({ row, actor, live }: Undone): Unwritten | undefined {
    // Nothing was taken back, so it can be asked for again.
    if (rowOf(row.id).restored === 0) return undefined
    const kept = undoneAfter(live.kept, row.changed - live.looked)
    const end = { id: row.id, actor, kept, at: clock.now() }
    return {
      shown: { state: 'undone', kept: JSON.stringify(kept) },
      end(write) {
        if (table.byId(row.id)?.state !== 'undone') endUndone({ ledger, table }, write, end)
      },
    }
  }

  async function start(request: OperationRequest & { token: string; head: number }, actor: string): Promise<Operation> {
    const found = await plan(request, request.head, true)
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
    const performed: Performed = {
      id,
      act: request.act,
      priority: request.priority ?? null,
      actor,
      entries: found.entries,
      reach: { done: 0, missed: { count: 0, examples: [] } },
    }
    goOn(
      id,
      undefined,
      (signal) => performOperation({ ...deps, table }, performed, signal),
      () => stoppedMidway(performed),
    )
    return view(rowOf(id))
  }

  return {
    async preview(request, signal) {
      const newest = ledger.head().seq
      const head = Math.min(request.head ?? newest, newest)
      return toPreview(request, head, await plan(request, head, false, signal))
    },
    async start(request, actor) {
      if (starting || current !== undefined)
        throw new InterlockError('operation_running', { id: current?.id ?? 'one that is about to start' })
      starting = true
      try {
        await settle()
        return await start(request, actor)
      } finally {
        starting = false
      }
    },
    get(id) {
      settleMeanwhile()
      return view(rowOf(id))
    },
    list({ cursor, limit }) {
      settleMeanwhile()
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
      const { state } = view(rowOf(id))
      if (state !== 'running' || current?.id !== id) throw new InterlockError('operation_over', { id, state })
      current.abort.abort()
      await current.done
      return view(rowOf(id))
    },
    async undo(id, actor) {
      if (rowOf(id).state === 'running' && current?.id === id) {
        current.abort.abort()
        await current.done
      }
      await settle()
      const row = rowOf(id)
      const { undo_until } = view(row)
      if (undo_until === null || clock.now() > (row.ended_at ?? 0) + UNDO_MS)
        throw new InterlockError('undo_over', { id, state: row.state })
      if (starting || current !== undefined)
        throw new InterlockError('operation_running', { id: current?.id ?? 'one that is about to start' })
      const live: LiveUndo = { looked: 0, kept: [] }
      const undone: Undone = { row, actor, live }
      goOn(
        id,
        live,
        (signal) => undoOperation({ ...deps, table }, undone, signal),
        () => undoneMidway(undone),
      )
      return view(rowOf(id))
    },
    async recover() {
      const open = table.open.all({})
      const half = table.halfUndone.all({})
      if (open.length + half.length === 0) return
      await store.write((write) => {
        const by = { actor: 'core', at: clock.now() }
        for (const { id, planned, changed } of open)
          endPerformed({ ledger, table }, write, {
            ...by,
            id,
            by: 'core',
            changed,
            left: notReached(planned - changed),
          })
        for (const { id, changed, restored } of half)
          endUndone({ ledger, table }, write, { ...by, id, kept: undoneAfter([], changed - restored) })
      })
    },
    async close() {
      current?.abort.abort('core')
      await current?.done
      await settle().catch(() => undefined) // The next start says how far they came.
      await nextTurn()
    },
  }
}
