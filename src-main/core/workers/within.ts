import type { Clock } from '#schemas/format'

const LOOK_EVERY_MS = 20

/** Waits until `done`, at most `ms`. */
export async function within(clock: Clock, ms: number, done: () => boolean): Promise<void> {
  const until = clock.monotonic() + ms
  while (!done() && clock.monotonic() < until) {
    await new Promise<void>((resolve) => void clock.after(LOOK_EVERY_MS, resolve))
  }
}
