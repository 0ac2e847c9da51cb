import type { Approval } from '#schemas'
import type { Notice } from '../dialogs/question.ts'
import { approvalNotice, severalNotice } from './waiting-words.ts'

/** So many that come at once have a notice each; more have one together. */
const EACH_UP_TO = 3

/** A notice to be shown, and whom it is about. */
export interface Announcement {
  readonly notice: Notice
  /** Undefined where it is about several. */
  readonly approval: Approval | undefined
}

/** Finds out what is new, so that each request is announced once. */
export function createAnnouncer(clock: (ms: number) => string) {
  let known: ReadonlySet<string> | undefined

  return function announce(waiting: readonly Approval[], count: number): Announcement[] {
    const isFirst = known === undefined
    const fresh = waiting.filter(({ id }) => known?.has(id) !== true)
    known = new Set(waiting.map(({ id }) => id))
    if (fresh.length === 0) return []
    // What waited before the application started is one piece of news, not many.
    if (fresh.length > EACH_UP_TO || (isFirst && fresh.length > 1))
      return [{ notice: severalNotice(count), approval: undefined }]
    return fresh.map((approval) => ({ notice: approvalNotice(approval, clock), approval }))
  }
}
