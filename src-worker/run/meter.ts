import type { Budgets, Usage } from '#schemas'
import type { Clock } from '#schemas/format'
import { exceeded } from './run-end.ts'
import type { Stop } from './stop.ts'

/** What a run has used of its budgets. Wall time ends the run by itself; the others are counted where they are spent. */
export interface Meter {
  usage(): Usage
  /** Milliseconds of wall time that are left; 0 when it is used up. */
  remainingMs(): number
  /** Throws when the wall time is used up, also where no timer could fire because the main thread was busy. */
  checkWall(): void
  /** Counts a tool call that is about to start. Throws when there is none left. */
  countCall(): void
  /** Counts bytes written, also beyond the limit. Returns how many of them are within it. */
  spend(bytes: number): number
  dispose(): void
}

export interface MeterDeps {
  readonly budgets: Budgets
  readonly clock: Clock
  readonly stop: Stop
}

export function createMeter({ budgets, clock, stop }: MeterDeps): Meter {
  const wallMs = budgets.max_wall_time_sec * 1000
  const startedAt = clock.monotonic()
  const elapsed = () => clock.monotonic() - startedAt
  const cancelWall = clock.after(wallMs, () => stop.end(exceeded('max_wall_time_sec')))
  let calls = 0
  let written = 0

  return {
    usage: () => ({ wall_ms: Math.round(elapsed()), tool_calls: calls, output_bytes: written }),
    remainingMs: () => Math.max(0, wallMs - elapsed()),
    checkWall() {
      if (elapsed() > wallMs) throw exceeded('max_wall_time_sec')
    },
    countCall() {
      if (calls >= budgets.max_tool_calls) throw exceeded('max_tool_calls')
      calls += 1
    },
    spend(bytes) {
      const room = Math.max(0, budgets.max_output_bytes - written)
      written += bytes
      return Math.min(bytes, room)
    },
    dispose: cancelWall,
  }
}
