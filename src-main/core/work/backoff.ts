import type { RetryWait } from '#schemas'

export interface Backoff {
  readonly minMs: number
  readonly maxMs: number
}

/** No wait is longer. `own` is what a job asks for itself. */
export function longestBackoffMs({ maxMs }: Backoff, own?: RetryWait): number {
  return Math.ceil(own === undefined ? maxMs * 1.25 : own.longest_s * 1000 * (1 + own.jitter))
}

/**
 * How long to wait before try `attempt` + 1: doubling from `minMs` to `maxMs`, a quarter more or less by `random` in [0, 1),
 * or as the job asks for itself.
 */
export function backoffMs({ minMs, maxMs }: Backoff, attempt: number, random: number, own?: RetryWait): number {
  const [first, factor, longest, jitter] =
    own === undefined ? [minMs, 2, maxMs, 0.25] : [own.first_s * 1000, own.factor, own.longest_s * 1000, own.jitter]
  const base = Math.min(longest, first * factor ** Math.max(0, attempt - 1))
  return Math.round(base * (1 - jitter + random * 2 * jitter))
}
