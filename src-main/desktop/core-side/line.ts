/** One way to a core: text both ways, in order, until it closes. */
export interface Line {
  /** What is sent over a line that has closed is dropped. */
  readonly send: (text: string) => void
  readonly close: () => void
}

export interface LineEvents {
  /** Somebody is at its other end. */
  readonly opened: () => void
  readonly message: (text: string) => void
  /** Once, and not where `close` was called. */
  readonly closed: () => void
}

/** Opens one. Where there is no core, it closes soon. */
export type OpenLine = (events: LineEvents) => Line
