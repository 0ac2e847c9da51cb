import type { Clock } from '#schemas/format'
import type { FromWorker } from '#schemas/protocol'
import type { Port } from '../port.ts'

/** A clock that only moves when it is told to. */
export function createFakeClock() {
  let now = 0
  let timers: { at: number; every: number | undefined; fire: () => void }[] = []

  function add(ms: number, every: number | undefined, fire: () => void): () => void {
    const timer = { at: now + ms, every, fire }
    timers.push(timer)
    return () => {
      timers = timers.filter((each) => each !== timer)
    }
  }

  const clock: Clock = {
    now: () => 1_700_000_000_000 + now,
    monotonic: () => now,
    after: (ms, fire) => add(ms, undefined, fire),
    every: (ms, fire) => add(ms, ms, fire),
  }

  return {
    ...clock,
    advance(ms: number): void {
      const until = now + ms
      for (;;) {
        const next = timers.filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at)[0]
        if (next === undefined) break
        now = next.at
        if (next.every === undefined) timers = timers.filter((each) => each !== next)
        else next.at += next.every
        next.fire()
      }
      now = until
    },
    pendingTimers: () => timers.length,
  }
}

/** A line to nobody that keeps what is sent. */
export function createFakePort(): Port & { readonly sent: FromWorker[] } {
  const sent: FromWorker[] = []
  return {
    sent,
    send: (message) => void sent.push(message),
    flushed: () => Promise.resolve(),
    onMessage: () => undefined,
    onClose: () => undefined,
  }
}
