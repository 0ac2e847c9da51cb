/** Owns now, monotonic time and timers, so that a test can hold time still or run ten days in a second. */
export interface Clock {
  /** Wall time, integer milliseconds since 1970 UTC. It can jump; never measure a duration with it. */
  now(): number
  /** Monotonic milliseconds from an arbitrary start; for durations, deadlines and local leases. */
  monotonic(): number
  /** Calls `fire` once after `ms`; returns what cancels it. Timers do not keep the process alive. */
  after(ms: number, fire: () => void): () => void
  /** Calls `fire` every `ms` until cancelled. */
  every(ms: number, fire: () => void): () => void
}

/** The clock of production. */
export function createClock(): Clock {
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    after(ms, fire) {
      const timer = setTimeout(fire, ms)
      timer.unref()
      return () => clearTimeout(timer)
    },
    every(ms, fire) {
      const timer = setInterval(fire, ms)
      timer.unref()
      return () => clearInterval(timer)
    },
  }
}
