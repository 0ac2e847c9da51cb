export interface Backoff {
  readonly minMs: number
  readonly maxMs: number
}

/** No wait is longer. */
export function longestBackoffMs({ maxMs }: Backoff): number {
  return Math.ceil(maxMs * 1.25)
}

/** How long to wait before try `attempt` + 1: doubling from `minMs` to `maxMs`, a quarter more or less by `random` in [0, 1). */
export function backoffMs({ minMs, maxMs }: Backoff, attempt: number, random: number): number {
  const base = Math.min(maxMs, minMs * 2 ** Math.max(0, attempt - 1))
  return Math.round(base * (0.75 + random * 0.5))
}
