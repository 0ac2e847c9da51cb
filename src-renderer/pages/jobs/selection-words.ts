import { formatCount } from '#schemas/format'
import type { Chosen } from './selection.ts'

/** `3 selected`, `All that match: 34, 2 left out`. `matching` is undefined where only the least is known. */
export function selectionWords(chosen: Chosen, matching: { count: number; exact: boolean } | undefined): string {
  if (chosen.of === 'named') return `${formatCount(chosen.ids.size)} selected`
  const left = chosen.except.size
  const count = matching && Math.max(0, matching.count - left)
  const figure =
    count === undefined
      ? ''
      : matching?.exact === true
        ? `: ${formatCount(count)}`
        : `: more than ${formatCount(count)}`
  return `All that match${figure}${left > 0 ? `, ${formatCount(left)} left out` : ''}`
}
