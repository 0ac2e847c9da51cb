import { killOwned } from '#confine'
import { InterlockError, isInterlockError } from '#schemas'
import type { Assignment, Finish } from '#schemas/protocol'
import type { Clock } from '#schemas/format'
import {
  type Home,
  type Processes,
  removeScratch,
  removeSpool,
  type SealedFile,
  type Store,
  type Write,
} from '#core/record'
import type { FinishRun, RunEnd, Suspension } from '#core/work'
import type { ActiveRun } from './active-run.ts'
import { invalidReport } from './finish-report.ts'

/** Why a run is ended from outside, and what is recorded of it. */
export interface KillIntent {
  readonly state: RunEnd['state']
  readonly code: string
  readonly message: string
  /** What it waits for, of one that is suspended from outside. */
  readonly suspension?: Suspension
}

/** Writes the end of runs. It must be written: on a full disk, or beside damage, it is tried again until it is. */
export interface RunEnding {
  /** Records what the worker reported; `next` may claim in the same transaction. */
  reported(
    run: ActiveRun,
    finish: Finish,
    next: (write: Write) => Assignment | undefined,
  ): Promise<Assignment | undefined>
  /** Records the end of a run whose worker cannot report it. */
  imposed(run: ActiveRun, why: KillIntent, wallMs: number): Promise<void>
  /** Removes what only a running run needs. */
  cleanUp(run: ActiveRun): Promise<void>
  /** Ends what a worker that is gone left behind: nothing is tried again while its former self still works. */
  clearAfter(worker: string): Promise<void>
}

export interface RunEndingDeps {
  readonly store: Store
  readonly clock: Clock
  readonly home: Home
  readonly processes: Processes
  readonly finishRun: FinishRun
  /** Something of a run could not be kept. */
  readonly onFailure: (error: unknown) => void
  readonly limits: { readonly restartMinMs: number; readonly restartMaxMs: number }
}

export function createRunEnding({
  store,
  clock,
  home,
  processes,
  finishRun,
  limits,
  onFailure,
}: RunEndingDeps): RunEnding {
  async function persist<T>(run: string, work: (write: Write) => T): Promise<T> {
    let written: { readonly value: T } | undefined
    for (let waitMs = limits.restartMinMs; ;) {
      try {
        return await store.write((write) => {
          // What is committed and could not be synced only needs another sync.
          if (written !== undefined) return written.value
          const value = work(write)
          write.beforeSync(() => (written = { value }))
          return value
        })
      } catch (error) {
        const isDamage = isInterlockError(error, 'database_damaged')
        if (!isDamage && !isInterlockError(error, 'storage_failed')) throw error
        // What is worth keeping of its files was taken over; the others may be what fills the disk.
        await removeScratch(home, run).catch(onFailure)
        await new Promise<void>((resolve) => void clock.after(waitMs, resolve))
        // A claim that shares the write passes damage job by job; a disk takes its time.
        waitMs = isDamage ? limits.restartMinMs : Math.min(limits.restartMaxMs, waitMs * 2)
      }
    }
  }

  /** A run whose output cannot be kept still ends; the chunks in the ledger say how much there was. */
  async function sealed(run: ActiveRun): Promise<SealedFile | null> {
    try {
      return await run.stream.seal()
    } catch (error) {
      onFailure(error)
      return null
    }
  }

  async function record<T>(end: RunEnd, next: (write: Write) => T): Promise<T> {
    const value = await persist(end.run, (write) => {
      finishRun(write, end)
      const value = next(write)
      // The worker goes on without it, and whoever waits for this end does so among the ends of others.
      if (value !== undefined) write.shareSync()
      return value
    })
    // Its bytes are committed; should this fail, the next start sweeps it.
    if (end.output !== null) await removeSpool(home, end.run).catch(() => undefined)
    return value
  }

  return {
    async reported(run, finish, next) {
      await run.outputStored()
      const end = await run.end(finish, await sealed(run))
      try {
        return await record(end, next)
      } catch (error) {
        if (error instanceof InterlockError) throw error
        // It fits its schema and still cannot be kept: half of a surrogate pair in a text, for one.
        return record(invalidReport(end, error), next)
      }
    },
    async imposed(run, why, wallMs) {
      await run.outputStored()
      const end = {
        run: run.assignment.run,
        token: run.assignment.token,
        ...why,
        transient: false,
        result: null,
        verdict: null,
        usage: { ...run.stream.usage(), wall_ms: wallMs },
        budgets: run.assignment.job.budgets,
        artifacts: [],
        output: await sealed(run),
        actor: 'supervisor',
      }
      await record(end, () => undefined)
    },
    async cleanUp(run) {
      if (!run.mayHaveFiles()) return
      // What stays behind is swept by the next start; the run itself is recorded.
      const id = run.assignment.run
      const spawned = run.spawned()
      await Promise.all([spawned ? processes.remove(id) : undefined, removeScratch(home, id, spawned)]).catch(
        () => undefined,
      )
    },
    async clearAfter(worker) {
      await killOwned(worker).catch(onFailure)
      await processes.remove(`worker:${worker}`).catch(onFailure)
    },
  }
}
