import type { Clock } from '#schemas/format'

export interface RestartLimits {
  readonly restartMinMs: number
  readonly restartMaxMs: number
  readonly healthyMs: number
}

/** Starts a worker again after it ended: after a short wait first, longer each time, and short again after a healthy life. */
export interface Restart {
  /** @returns how long it waits, milliseconds */
  schedule(livedMs: number): number
  cancel(): void
  /** Wall time of the next start; undefined while none is planned. */
  at(): number | undefined
  count(): number
}

export function createRestart(clock: Clock, limits: RestartLimits, start: () => void): Restart {
  let waitMs = limits.restartMinMs
  let at: number | undefined
  let count = 0
  let cancelTimer: (() => void) | undefined

  function cancel(): void {
    cancelTimer?.()
    at = undefined
  }

  return {
    schedule(livedMs) {
      cancel()
      if (livedMs >= limits.healthyMs) waitMs = limits.restartMinMs
      const wait = waitMs
      waitMs = Math.min(limits.restartMaxMs, waitMs * 2)
      count += 1
      at = clock.now() + wait
      cancelTimer = clock.after(wait, () => {
        at = undefined
        start()
      })
      return wait
    },
    cancel,
    at: () => at,
    count: () => count,
  }
}
