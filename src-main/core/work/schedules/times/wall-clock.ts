import type { CronPattern } from './cron.ts'
import type { Zone } from './zone.ts'

/** When something is due. `moved`: its time of day does not exist on that day, since the clocks were set forward over it. */
export interface Occurrence {
  readonly at: number
  readonly moved: boolean
}

/** Clocks are set by no more than this, but where a country changes its day. */
const LONGEST_CHANGE = 3 * 3_600_000

/**
 * The next time a pattern fits on the clock of a zone. Where clocks are set forward, a time that is left out comes as much
 * later as they are set (02:30 is 03:30); where they are set back, a time that comes twice counts once, the first time. A
 * pattern for every hour goes on through all hours that pass.
 */
export function nextOnClock(pattern: CronPattern, zone: Zone, after: number): Occurrence | undefined {
  let from = after
  let floor = after + zone.offset(after)
  let change = zone.change(after - LONGEST_CHANGE, after)
  let moved: number | undefined
  for (;;) {
    if (change !== undefined) {
      const { at, before, since } = change
      from = Math.max(after, at)
      if (since > before && !pattern.everyHour) {
        const left = pattern.after(Math.max(after, at - 1) + before)
        if (left !== undefined && left < at + since) moved = left - before
      }
      const repeated = since < before && !pattern.everyHour ? at + before : at + since
      floor = Math.max(repeated - 1, from === after ? after + since : 0)
    }
    const local = pattern.after(floor)
    const next = local === undefined ? undefined : local - zone.offset(from)
    if (moved !== undefined && (next === undefined || moved <= next)) return { at: moved, moved: true }
    if (next === undefined) return undefined
    change = zone.change(from, next)
    if (change === undefined) return { at: next, moved: false }
  }
}
