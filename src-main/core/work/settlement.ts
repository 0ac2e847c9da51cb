import type { JobOrigin, Verdict } from '#schemas'
import type { Write } from '#core/record'

/** A job that nothing follows any more by itself. */
export interface SettledJob {
  readonly seq: number
  readonly id: string
  readonly type: string
  readonly workspace: string
  readonly state: 'succeeded' | 'failed' | 'cancelled'
  /** The run that ended it; null where it never ran. */
  readonly run: string | null
  readonly code: string | null
  readonly verdict: Verdict | null
  /** Undefined where a caller enqueued it. */
  readonly origin: JobOrigin | undefined
  /** Wall time, milliseconds. */
  readonly at: number
}

export type OnSettled = (write: Write, job: SettledJob) => void

/** A job of a schedule that was over and goes on after all, or, where that was undone, is over as it was. */
export interface ReopenedJob {
  readonly origin: JobOrigin
  /** Wall time, milliseconds; null while it goes on. */
  readonly over_at: number | null
}

export type OnReopened = (write: Write, job: ReopenedJob) => void

/**
 * What follows the end of a job (the schedule's account, chains, deliveries), told inside the write that ends it: either all of
 * it is in the database or none. Listeners write rows; what takes time they do after the commit.
 */
export interface Settlement {
  readonly tell: OnSettled
  readonly on: (listener: OnSettled) => void
  readonly tellReopened: OnReopened
  readonly onReopened: (listener: OnReopened) => void
}

export function createSettlement(): Settlement {
  const listeners: OnSettled[] = []
  const reopenedListeners: OnReopened[] = []
  return {
    tell(write, job) {
      for (const listener of listeners) listener(write, job)
    },
    on: (listener) => listeners.push(listener),
    tellReopened(write, job) {
      for (const listener of reopenedListeners) listener(write, job)
    },
    onReopened: (listener) => reopenedListeners.push(listener),
  }
}
