import type { LiveUsage } from '../../app/index.ts'
import type { BudgetUse } from '../../facts/index.ts'

/**
 * Budget figures brought up to now: the worker's last report wins over the row where it says more, and time goes on by
 * itself in between. `now` stands still without contact.
 */
export function liveUses(uses: readonly BudgetUse[], live: LiveUsage | undefined, now: number): BudgetUse[] {
  if (!live) return [...uses]
  const { wall_ms, tool_calls, output_bytes } = live.usage
  const reported = { time: wall_ms + Math.max(0, now - live.at), tools: tool_calls, output: output_bytes }
  return uses.map((use) => ({ ...use, used: Math.max(use.used, reported[use.label]) }))
}
