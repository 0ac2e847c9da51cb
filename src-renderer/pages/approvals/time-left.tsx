import { formatDuration } from '#schemas/format'
import { cx, exactTime, useNow, useSetting } from '../../components/index.ts'

const HURRY_MS = 5 * 60_000

/** How long a request still waits, by the core's clock; it stands out when little is left. */
export function TimeLeft({ until, className }: { readonly until: string; readonly className?: string }) {
  const left = Math.max(0, Date.parse(until) - useNow())
  const [setting] = useSetting('time')
  return (
    <span
      title={`Expires ${exactTime(Date.parse(until), setting === 'utc' ? 'UTC' : 'local')}`}
      className={cx('whitespace-nowrap tabular-nums', left < HURRY_MS && 'text-warn', className)}
    >
      {left === 0 ? 'expires now' : `${roughly(left)} left`}
    </span>
  )
}

/** Seconds only where they count. */
function roughly(ms: number): string {
  if (ms < HURRY_MS) return formatDuration(Math.ceil(ms / 1000) * 1000)
  return formatDuration(Math.ceil(ms / 60_000) * 60_000)
}
