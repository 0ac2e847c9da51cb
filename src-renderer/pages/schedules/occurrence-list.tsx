import type { SchedulePreview } from '#schemas'
import { formatDuration } from '#schemas/format'
import { relativeTime, useNow, WarningIcon, cx } from '../../components/index.ts'

type Occurrence = SchedulePreview['occurrences'][number]

export const SHIFT_WORDS: Record<NonNullable<Occurrence['shift']>, string> = {
  moved: 'Moved: the clocks go forward and this time of day does not exist.',
  first_of_two: 'The first of two: the clocks go back and this time comes twice.',
  second_of_two: 'The second of two: the clocks go back and this time came before.',
}

/** When a schedule fires next, one line each, by the clock of its zone; what is out of the ordinary is said below. */
export function OccurrenceList({ occurrences }: { occurrences: readonly Occurrence[] }) {
  const now = useNow()
  const seconds = occurrences.some(({ local }) => !local.endsWith(':00'))
  return (
    <ol aria-label="Next firings" className="flex flex-col divide-y divide-line">
      {occurrences.map((each) => (
        <li key={each.due_at} className="flex flex-col py-1">
          <span className="flex items-baseline gap-2">
            <time dateTime={each.due_at} className={cx('font-mono', each.blackout && 'text-ink-3 line-through')}>
              {dayName(each.local)} {seconds ? each.local : each.local.slice(0, -3)}
            </time>
            <span className="font-mono text-meta text-ink-3">{each.offset}</span>
            <span className="ml-auto whitespace-nowrap text-ink-3">{relativeTime(Date.parse(each.due_at), now)}</span>
          </span>
          {each.at !== each.due_at && (
            <span className="text-meta text-ink-3">
              starts {formatDuration(Date.parse(each.at) - Date.parse(each.due_at))} later, by its spread
            </span>
          )}
          {each.shift !== null && <Note text={SHIFT_WORDS[each.shift]} />}
          {each.blackout && <Note text="In a blackout: not run." />}
        </li>
      ))}
    </ol>
  )
}

function Note({ text }: { text: string }) {
  return (
    <span className="flex items-start gap-1.5 text-meta text-warn">
      <WarningIcon size={12} className="mt-0.5" />
      {text}
    </span>
  )
}

/** Of a time in its zone, which is written without one. */
function dayName(local: string): string {
  const day = new Date(`${local.slice(0, 10)}T00:00:00Z`)
  return new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: 'UTC' }).format(day)
}
