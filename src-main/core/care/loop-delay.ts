import type { Clock } from '#schemas/format'

/** How late the main loop was, in milliseconds. */
export interface LoopDelay {
  read(): { p50: number; p99: number; max: number }
  /** How many seconds it speaks of. */
  samples(): number
  close(): void
}

const PERIOD_MS = 1000
const SAMPLES = 600

/**
 * Measures how late a timer of one second fires. The runtime's own histogram would wake an idle process fifty times a second.
 */
export function createLoopDelay(clock: Clock): LoopDelay {
  const samples: number[] = []
  let due = clock.monotonic() + PERIOD_MS
  const cancel = clock.every(PERIOD_MS, () => {
    const now = clock.monotonic()
    samples.push(Math.max(0, now - due))
    if (samples.length > SAMPLES) samples.shift()
    due = now + PERIOD_MS
  })
  return {
    read() {
      const sorted = samples.toSorted((a, b) => a - b)
      const at = (share: number) =>
        Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10
      return { p50: at(0.5), p99: at(0.99), max: at(1) }
    },
    samples: () => samples.length,
    close: cancel,
  }
}
