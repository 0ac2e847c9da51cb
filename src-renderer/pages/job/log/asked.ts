import type { Sought } from './log-search.ts'

/** What is asked of a log; it lives in the address. */
export interface LogAsked extends Sought {
  /** Only the matching lines and three around each. */
  readonly only: boolean
  /** Lines the address names, as they are written there. */
  readonly lines: string | undefined
}

export const NOTHING_ASKED: LogAsked = { find: '', regex: false, only: false, lines: undefined }
