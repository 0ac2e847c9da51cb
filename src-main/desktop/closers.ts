/** How to close what was opened so far; the end may come at any moment of a start. */
export interface Closers {
  /** Also while it is being opened, if `close` then waits for that. */
  readonly add: (close: (reason: string) => unknown) => void
  /** Closes what was opened last first. What fails keeps nothing else open: the first failure is thrown after the last was closed. */
  readonly close: (reason: string) => Promise<void>
}

export function createClosers(): Closers {
  const closers: ((reason: string) => unknown)[] = []

  return {
    add: (close) => void closers.push(close),
    async close(reason) {
      const failures: unknown[] = []
      for (let close = closers.pop(); close !== undefined; close = closers.pop()) {
        try {
          await close(reason)
        } catch (error) {
          failures.push(error)
        }
      }
      if (failures.length > 0) throw failures[0]
    },
  }
}
