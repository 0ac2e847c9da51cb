import type { Clock } from '#schemas/format'
import { type Appended, coalesce, type Ledger } from '#core/record'

/** Timers over 24 days overflow, and a clock that was set must be noticed. */
const LONGEST_WAIT_MS = 60_000

/** Does what is due when it is: one timer, set to the next moment that is known. */
export interface DueTimer {
  /** Looks again now; to be called when something may be due earlier than was known. */
  look(): void
  close(): void
}

/** @param work does what is due, and tells when there is more to do, if ever */
export function createDueTimer(
  clock: Clock,
  work: () => Promise<number | undefined>,
  onError: (error: unknown) => void,
): DueTimer {
  let cancel: (() => void) | undefined
  let closed = false

  function lookIn(ms: number): void {
    cancel?.()
    if (!closed) cancel = clock.after(ms, look)
  }

  const lookOnce = coalesce(async () => {
    cancel?.()
    try {
      const next = await work()
      if (next !== undefined) lookIn(Math.min(LONGEST_WAIT_MS, Math.max(0, next - clock.now())))
    } catch (error) {
      onError(error)
      lookIn(LONGEST_WAIT_MS)
    }
  })

  function look(): void {
    void lookOnce()
  }

  return {
    look,
    close() {
      closed = true
      cancel?.()
    },
  }
}

/**
 * Whether an event may leave a job due earlier than any before: it puts one off, or brings back one that was. Timers also stand
 * still while a machine sleeps, and it says when it wakes.
 */
function mayMove({ kind, payload }: Appended): boolean {
  const isPutOff =
    ('run_at' in payload && payload.run_at !== null) || ('retry_at' in payload && payload.retry_at !== null)
  const isReleased = 'job_state' in payload && payload.job_state === 'scheduled'
  return isPutOff || isReleased || kind === 'job.restored' || kind === 'power.changed'
}

/** A timer that looks at once, and whenever the ledger tells of something that may move it. */
export function startDueTimer(ledger: Ledger, ...of: Parameters<typeof createDueTimer>): Pick<DueTimer, 'close'> {
  const timer = createDueTimer(...of)
  const stop = ledger.onAppend((appended) => {
    if (appended.some(mayMove)) timer.look()
  })
  timer.look()
  return {
    close() {
      stop()
      timer.close()
    },
  }
}
