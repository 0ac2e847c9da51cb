import { useCallback, useSyncExternalStore } from 'react'
import type { Usage } from '#schemas'
import type { Touched } from '#schemas/contract'

/** The last figures of a running run, straight from its worker. */
export interface LiveUsage {
  readonly run: string
  readonly job: string
  readonly usage: Usage
  /** Bytes of output stored, frames included. */
  readonly stored: number
  /** When they came, by the core's clock. */
  readonly at: number
}

/** A run that goes on says its figures far more often, so older ones are of runs that ended. */
const KEPT_MS = 10 * 60_000

/** The last figures of runs by run and by job; fed by the live batches, and forgotten some time after a run fell silent. */
export function createUsageBoard() {
  const byRun = new Map<string, LiveUsage>()
  const byJob = new Map<string, LiveUsage>()
  const listeners = new Set<() => void>()

  function forgetBefore(before: number): void {
    for (const [run, { at }] of byRun) if (at < before) byRun.delete(run)
    for (const [job, { at }] of byJob) if (at < before) byJob.delete(job)
  }

  return {
    take(usage: Touched['usage'], at: number): void {
      if (usage.length === 0) return
      forgetBefore(at - KEPT_MS)
      for (const each of usage) {
        const live: LiveUsage = { ...each, at }
        byRun.set(each.run, live)
        byJob.set(each.job, live)
      }
      for (const tell of listeners) tell()
    },
    ofRun: (run: string) => byRun.get(run),
    ofJob: (job: string) => byJob.get(job),
    subscribe: (tell: () => void) => {
      listeners.add(tell)
      return () => void listeners.delete(tell)
    },
  }
}
export type UsageBoard = ReturnType<typeof createUsageBoard>

/** Live figures of what `find` picks; undefined before the first ones came. */
export function useUsageOf(
  board: UsageBoard,
  find: (board: UsageBoard) => LiveUsage | undefined,
): LiveUsage | undefined {
  const subscribe = useCallback((tell: () => void) => board.subscribe(tell), [board])
  return useSyncExternalStore(subscribe, () => find(board))
}
