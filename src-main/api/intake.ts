import { InterlockError } from '#schemas'

/** Requests longer than this take turns: reading one keeps the loop for a millisecond and more. */
const LARGE = 32 * 1024
const MOST_WAITING = 64

/** Reads what comes in, so that a flood of large requests lets everything else pass between two of them. */
export interface Intake {
  /** Whether a request of so many bytes or characters has to wait for its turn. */
  waits(length: number): boolean
  /**
   * Small ones at once; each large one in a turn of the loop of its own, after those before it.
   * @throws InterlockError too_many_requests, or what `read` throws
   */
  take<T>(length: number, read: () => T): Promise<T>
}

export function createIntake(): Intake {
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0

  async function inTurn<T>(read: () => T): Promise<T> {
    if (waiting >= MOST_WAITING)
      throw new InterlockError('too_many_requests', { what: 'large requests', limit: MOST_WAITING })
    waiting += 1
    const turn = last.then(() => new Promise((resolve) => setImmediate(resolve)))
    last = turn
    try {
      await turn
      return read()
    } finally {
      waiting -= 1
    }
  }

  const waits = (length: number) => length > LARGE
  return { waits, take: async (length, read) => (waits(length) ? inTurn(read) : read()) }
}
