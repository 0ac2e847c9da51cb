import type { Logger } from 'pino'
import type { Clock } from '#schemas/format'

const WINDOW_MS = 10_000

/** Notes refused requests, each kind once in ten seconds with a count: an attacker must not fill the log. */
export function createRefusalLog(log: Logger, clock: Clock) {
  const seen = new Map<string, { at: number; unlogged: number }>()
  return function note(code: string, path: string): void {
    const last = seen.get(code)
    const now = clock.monotonic()
    if (last && now - last.at < WINDOW_MS) {
      last.unlogged += 1
      return
    }
    seen.set(code, { at: now, unlogged: 0 })
    log.warn({ code, path: path.slice(0, 64), more: last?.unlogged ?? 0 }, 'Refused a request')
  }
}

export type RefusalLog = ReturnType<typeof createRefusalLog>
