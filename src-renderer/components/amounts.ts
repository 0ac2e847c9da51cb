import { formatBytes, formatCount, formatDuration } from '#schemas/format'

/** How a figure is written: milliseconds, bytes, or plain things. */
export type Measure = 'duration' | 'bytes' | 'count'

/** A figure in full. Unknown is written `–`, never 0. */
export function formatAmount(value: number | null, measure: Measure): string {
  if (value === null) return '–'
  if (measure === 'duration') return formatDuration(value)
  return measure === 'bytes' ? formatBytes(value) : formatCount(value)
}

/** A share with its base, the unit said once where both have the same: `41 of 300 s`, `1.2 of 1 MiB`, `2 of 10`. */
export function formatShare(used: number, limit: number, measure: Measure): string {
  if (measure === 'duration') return `${trim(used / 1000)} of ${formatCount(Math.round(limit / 1000))} s`
  const [usedText, limitText] = [formatAmount(used, measure), formatAmount(limit, measure)]
  const [usedUnit, limitUnit] = [usedText.split(' ')[1], limitText.split(' ')[1]]
  return usedUnit !== undefined && usedUnit === limitUnit
    ? `${usedText.slice(0, -usedUnit.length - 1)} of ${limitText}`
    : `${usedText} of ${limitText}`
}

/** What of an output is there, and what came, where that went over its limit: `1 MiB kept; 2.9 MiB came`. */
export function formatKept(came: number, limit: number): string | undefined {
  const [cameText, limitText] = [formatBytes(came), formatBytes(limit)]
  return limit > 0 && came > limit && cameText !== limitText ? `${limitText} kept; ${cameText} came` : undefined
}

/**
 * How full a meter is drawn and how alarming it is. `near` from nine tenths of the limit on; a limit of 0 allows 0. Counted
 * things are never near: a job that may start two commands and has started two is as it should be.
 */
export function meterState(
  used: number,
  limit: number,
  measure: Measure = 'duration',
): { percent: number; level: 'fine' | 'near' | 'over' } {
  if (limit <= 0) return { percent: used > 0 ? 100 : 0, level: used > 0 ? 'over' : 'fine' }
  const share = used / limit
  return {
    percent: Math.min(100, Math.max(0, share * 100)),
    level: share > 1 ? 'over' : share >= 0.9 && measure !== 'count' ? 'near' : 'fine',
  }
}

function trim(seconds: number): string {
  return seconds < 10 ? String(Math.round(seconds * 10) / 10) : formatCount(Math.round(seconds))
}
