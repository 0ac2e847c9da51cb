import type { OperationKept } from '#schemas'
import type { Write } from '#core/record'
import { OPEN_STATES } from './decide.ts'
import { endUndone, undoneAfter } from './ends.ts'
import type { LiveUndo, OperationJobRow, OperationRow } from './operation-table.ts'
import { CHUNK_MS, type PerformDeps } from './perform.ts'

/** An undo under way; how far it came is shown while it grows. */
export interface Undone {
  readonly row: OperationRow
  readonly actor: string
  readonly live: LiveUndo
}

const PAGE = 200
const EXAMPLES = 20

/**
 * Takes each change of an operation back, the newest job first, where nothing else has happened to the job; counts the
 * others with the reason. Ends early, in order, when the signal aborts.
 */
export async function undoOperation(deps: PerformDeps, undone: Undone, signal: AbortSignal): Promise<void> {
  const { id, changed } = undone.row
  const { live } = undone
  let before: number | undefined = Number.MAX_SAFE_INTEGER
  while (before !== undefined && !signal.aborted) {
    before = await chunk(deps, undone, before)
    deps.onProgress()
  }
  const kept = undoneAfter(live.kept, changed - live.looked)
  await deps.store.write((write) => endUndone(deps, write, { id, actor: undone.actor, kept, at: deps.clock.now() }))
}

/** @returns where the next one begins, undefined behind the last job */
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
        if (why !== 'restored') kept.push({ why, id: deps.jobs.bySeq(row.job_seq)?.id ?? String(row.job_seq) })
      }
      table.addRestored.run(write, { id, n: looked - kept.length })
      write.afterCommit(() => {
        for (const each of kept) keep(undone.live.kept, each.why, each.id)
        undone.live.looked += looked
      })
      const whole = looked === rows.length && rows.length < PAGE
      return whole ? undefined : rows[looked - 1]?.job_seq
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
  const last = ledger.lastOf(job.id, ['job.priority_set'])
  const was = last?.payload['was']
  const open = OPEN_STATES.some((state) => state === job.state)
  // Not by the number: somebody may have set it to another one and back, and then it is theirs.
  if (last?.seq !== touched.event || typeof was !== 'number' || !open) return 'changed_since'
  changes.setPriority(write, job, was, { ...by, undo: true })
  return 'restored'
}

function keep(kept: LiveUndo['kept'], why: OperationKept, id: string): void {
  const group = kept.find((each) => each.why === why)
  if (group === undefined) kept.push({ why, count: 1, examples: [id] })
  else {
    group.count += 1
    if (group.examples.length < EXAMPLES) group.examples.push(id)
  }
}
