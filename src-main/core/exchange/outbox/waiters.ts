import type { Clock } from '#schemas/format'

/** Who waits for something to end, each at most for so long. */
export interface Waiters {
  /** Resolves at the end of what has this id, at the latest after `ms`. */
  until(id: string, ms: number): Promise<void>
  /** It has ended. */
  ended(id: string): void
}

export function createWaiters(clock: Pick<Clock, 'after'>): Waiters {
  const waiting = new Map<string, Set<() => void>>()

  function wait(id: string, wake: () => void): () => void {
    const others = waiting.get(id) ?? new Set()
    waiting.set(id, others.add(wake))
    return () => {
      others.delete(wake)
      if (others.size === 0 && waiting.get(id) === others) waiting.delete(id)
    }
  }

  return {
    until(id, ms) {
      return new Promise((resolve) => {
        const leave = wait(id, () => {
          cancel()
          resolve()
        })
        const cancel = clock.after(ms, () => {
          leave()
          resolve()
        })
      })
    },
    ended(id) {
      const all = waiting.get(id) ?? []
      waiting.delete(id)
      for (const wake of all) wake()
    },
  }
}
