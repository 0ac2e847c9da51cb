import type { OperationKept } from '#schemas'
import type { Write } from '#core/record'
import { OPEN_STATES } from './decide.ts'
import type { LiveUndo, OperationJobRow, OperationRow } from './operation-table.ts'
import { CHUNK_MS, type PerformDeps } from './perform.ts'

/** An undo under way; `kept` is shown while it grows. */
export interface Undone {
  readonly row: OperationRow
  readonly actor: string
  readonly kept: LiveUndo['kept']
}

const PAGE = 200
const EXAMPLES = 20

/**
 * Takes each change of an operation back, the newest job first, where nothing else has happened to the job; counts the
 * others with the reason. Ends early, in order, when the signal aborts.
 */
export async function undoOperation(deps: PerformDeps, undone: Undone, signal: AbortSignal): Promise<void> {
  const { store, ledger, table, clock } = deps
  const { id, changed } = undone.row
  let before: number | undefined = Number.MAX_SAFE_INTEGER
  let looked = 0
  while (before !== undefined && !signal.aborted) {
    const step: { before: number | undefined; looked: number } = await chunk(deps, undone, before)
    before = step.before
    looked += step.looked
    deps.onProgress()
  }
  if (looked < changed) undone.kept.push({ why: 'interrupted', count: changed - looked, examples: [] })
  await store.write((write) => {
    const restored = table.byId(id)?.restored ?? 0
    const context = { actor: undone.actor, at: clock.now() }
    ledger.append(write, 'operation.undone', { operation: id, restored, kept: undone.kept }, context)
    table.endUndo.run(write, { id, kept: JSON.stringify(undone.kept) })
  })
}

/** @returns where the next one begins, undefined behind the last job, and how many jobs it has looked at */
function chunk(deps: PerformDeps, undone: Undone, before: number) {
  const { store, table, clock } = deps
  const { id } = undone.row
  return store.write(
    (write) => {
      const until = clock.monotonic() + CHUNK_MS
      const kept: { why: OperationKept; id: string }[] = []
      const rows = table.jobs.all({ operation: id, before, limit: PAGE })
      let looked = 0
      for (const row of rows) {
        if (looked > 0 && clock.monotonic() >= until) break
        looked += 1
        const why = takeBack(deps, write, undone, row)
        if (why === 'restored') table.markUndone.run(write, { operation: id, job_seq: row.job_seq })
        else kept.push({ why, id: deps.jobs.bySeq(row.job_seq)?.id ?? String(row.job_seq) })
      }
      table.addRestored.run(write, { id, n: looked - kept.length })
      write.afterCommit(() => {
        for (const each of kept) keep(undone.kept, each.why, each.id)
      })
      const whole = looked === rows.length && rows.length < PAGE
      return { before: whole ? undefined : rows[looked - 1]?.job_seq, looked }
    },
    { durable: false },
  )
}

function takeBack(
  { jobs, changes, ledger }: PerformDeps,
  write: Write,
  { row, actor }: Undone,
  touched: OperationJobRow,
): 'restored' | OperationKept {
  const job = jobs.bySeq(touched.job_seq)
  if (job === undefined) return 'changed_since'
  const by = { actor, operation: row.id }
  if (row.act !== 'priority') {
    if (ledger.get(touched.event)?.kind === 'job.cancel_requested') return 'no_inverse'
    return changes.restore(write, job, by, touched.event)
  }
  const was = ledger.get(touched.event)?.payload['was']
  const open = OPEN_STATES.some((state) => state === job.state)
  if (typeof was !== 'number' || job.priority !== row.priority || !open) return 'changed_since'
  changes.setPriority(write, job, was, { ...by, undo: true })
  return 'restored'
}

function keep(kept: Undone['kept'], why: OperationKept, id: string): void {
  const group = kept.find((each) => each.why === why)
  if (group === undefined) kept.push({ why, count: 1, examples: [id] })
  else {
    group.count += 1
    if (group.examples.length < EXAMPLES) group.examples.push(id)
  }
}
