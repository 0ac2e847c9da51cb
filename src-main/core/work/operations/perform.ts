import type { OperationAct, OperationOutcome } from '#schemas'
import type { Ledger, Store, Write } from '#core/record'
import type { Clock } from '#schemas/format'
import type { JobChanges } from '../job-changes.ts'
import type { JobRow, JobTable } from '../job-table.ts'
import { decide, REQUEUABLE, RETRYABLE } from './decide.ts'
import { endedBy, endPerformed, type Missed, type Reach } from './ends.ts'
import type { OperationTable } from './operation-table.ts'
import { readEntry } from './preview.ts'

export interface PerformDeps {
  readonly store: Store
  readonly ledger: Ledger
  readonly clock: Clock
  readonly jobs: JobTable
  readonly changes: JobChanges
  readonly table: OperationTable
  /** Tells the worker of a run to stop. */
  readonly stopRun: (run: string) => void
  /** The operation has gone on. */
  readonly onProgress: () => void
}

/** A plan under way. */
export interface Performed {
  readonly id: string
  readonly act: OperationAct
  readonly priority: number | null
  readonly actor: string
  readonly entries: Float64Array
  readonly reach: Reach
}

/** Time one write may take of the main loop, before its commit takes as much again; the rest waits for the next turn. */
export const CHUNK_MS = 5
/** Jobs after which the time is looked at. */
const LOOK_EVERY = 8
const EXAMPLES = 20

/**
 * Does to each job what the preview said, in chunks that leave the main loop its turns. A job that is not any more what it was
 * then is left as it is and counted. Ends early, in order, when the signal aborts.
 */
export async function performOperation(deps: PerformDeps, performed: Performed, signal: AbortSignal): Promise<void> {
  const { entries, reach } = performed
  while (reach.done < entries.length && !signal.aborted) {
    reach.done = await chunk(deps, performed, reach.done, reach.missed)
    deps.onProgress()
  }
  const end = endedBy(performed, signal.reason === 'core' ? 'core' : 'operator', deps.clock.now())
  await deps.store.write((write) => endPerformed(deps, write, end))
}

/** @returns how many jobs are dealt with now */
function chunk(deps: PerformDeps, performed: Performed, from: number, changed: Missed): Promise<number> {
  const { store, table, clock, jobs } = deps
  const { id, entries } = performed
  // Sealed by the durable end: a power cut takes the last chunks with all they did.
  return store.write(
    (write) => {
      const until = clock.monotonic() + CHUNK_MS
      const runs: string[] = []
      const missed: string[] = []
      let at = from
      for (; at < entries.length; at += 1) {
        if ((at - from) % LOOK_EVERY === LOOK_EVERY - 1 && clock.monotonic() >= until) break
        const { seq, outcome } = readEntry(entries[at] ?? 0)
        const job = jobs.bySeq(seq)
        const event = job === undefined ? undefined : change(deps, write, performed, job, outcome)
        if (event === undefined) missed.push(job?.id ?? String(seq))
        else {
          table.addJob.run(write, { operation: id, job_seq: seq, event })
          const run = job?.last_run ?? null
          if (outcome === 'stopping' && run !== null) runs.push(run)
        }
      }
      table.addChanged.run(write, { id, n: at - from - missed.length })
      write.afterCommit(() => {
        changed.count += missed.length
        changed.examples.push(...missed.slice(0, EXAMPLES - changed.examples.length))
        for (const run of runs) deps.stopRun(run)
      })
      return at
    },
    { durable: false },
  )
}

/** @returns number of the event; undefined when the job is not any more what the preview saw */
function change(
  { changes }: PerformDeps,
  write: Write,
  { id, act, priority, actor }: Performed,
  job: JobRow,
  planned: OperationOutcome,
): number | undefined {
  const decision = decide(act, priority, job)
  if (!('outcome' in decision) || decision.outcome !== planned) return undefined
  const by = { actor, operation: id }
  switch (planned) {
    case 'cancelled':
      return changes.cancel(write, job, 'operator', by)
    case 'stopping':
      return changes.askCancel(write, job, by)
    case 'reprioritized':
      return priority === null ? undefined : changes.setPriority(write, job, priority, by)
    case 'queued': {
      const from = (act === 'retry' ? RETRYABLE : REQUEUABLE).find((state) => state === job.state)
      return from === undefined
        ? undefined
        : changes.queueAgain(write, job, from, act === 'retry' ? 0 : job.attempts, { ...by, keeps: act !== 'retry' })
    }
  }
}
