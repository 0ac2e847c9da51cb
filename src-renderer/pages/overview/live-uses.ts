import type { LiveUsage } from '../../app/index.ts'
import type { BudgetUse } from '../../facts/index.ts'

/** A worker reports twice a second; after five reports that did not come, it stands still rather than being slow. */
const STILL_AFTER_MS = 2500

/** Budget figures as the running process last said them; the row where that says more, and before the first report. */
export function liveUses(uses: readonly BudgetUse[], live: LiveUsage | undefined): BudgetUse[] {
  if (!live) return [...uses]
  const { wall_ms, tool_calls, output_bytes } = live.usage
  const reported = { time: wall_ms, tools: tool_calls, output: output_bytes }
  return uses.map((use) => ({ ...use, used: Math.max(use.used, reported[use.label]) }))
}

/**
 * For how long the running process has said nothing, once that is longer than it should be. `sawFrom` is since when this
 * page would have heard it.
 */
export function stillFor(live: LiveUsage | undefined, sawFrom: number, now: number): number | undefined {
  const silence = now - Math.max(sawFrom, live?.at ?? 0)
  return silence >= STILL_AFTER_MS ? silence : undefined
}
