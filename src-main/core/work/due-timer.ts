import type { Clock } from '#schemas/format'

/** Timers over 24 days overflow, and a clock that was set must be noticed. */
const LONGEST_WAIT_MS = 60_000

/** Promotes jobs when they are due: one timer, set to the next due time. */
export interface DueTimer {
  /** Looks again now; call it when a job with a time was added. */
  look(): void
  close(): void
}

export function createDueTimer(
  clock: Clock,
  promoteDue: () => Promise<number | undefined>,
  onError: (error: unknown) => void,
): DueTimer {
  let cancel: (() => void) | undefined
  let busy = false
  let again = false
  let closed = false

  async function look(): Promise<void> {
    if (busy) {
      again = true
      return
    }
    busy = true
    cancel?.()
    try {
      do {
        again = false
        const next = await promoteDue()
        if (closed || next === undefined) continue
        cancel?.()
        cancel = clock.after(
          Math.min(LONGEST_WAIT_MS, Math.max(0, next - clock.now())),
          () => void look().catch(onError),
        )
      } while (again)
    } finally {
      busy = false
    }
  }

  return {
    look: () => void look().catch(onError),
    close() {
      closed = true
      cancel?.()
    },
  }
}
