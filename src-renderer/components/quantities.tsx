import { formatBytes, formatCount, shortId } from '#schemas/format'
import { useSetting } from './settings.ts'
import { useNow } from './clock.tsx'
import { CopyButton } from './copy-button.tsx'
import { cx } from './cx.ts'
import { clockMillis, exactTime, momentTime, relativeTime } from './times.ts'
import { Tooltip } from './tooltip.tsx'

export interface TimeProps {
  /** ISO 8601 or milliseconds since 1970. */
  at: string | number
  /** `exact` wherever one decides, `millis` in evidence and logs, otherwise as the reader has set it. */
  show?: 'setting' | 'exact' | 'millis'
  /** Whether the keyboard can reach the exact time; off in rows, which are reached as a whole. */
  reachable?: boolean
  className?: string | undefined
}

/** A time by the core's clock; exact, with its zone, on hover and focus. */
export function Time(props: TimeProps) {
  return props.show === 'millis' ? <StillTime {...props} /> : <TickingTime {...props} />
}

/** What never changes its words must not be drawn each second: a ledger shows dozens of them. */
function StillTime({ at, ...rest }: TimeProps) {
  const [setting] = useSetting('time')
  const ms = milliseconds(at)
  return <TimeText ms={ms} text={clockMillis(ms, zoneOf(setting))} {...rest} />
}

function TickingTime({ at, show = 'setting', ...rest }: TimeProps) {
  const now = useNow()
  const [setting] = useSetting('time')
  const ms = milliseconds(at)
  const relative = show === 'setting' && setting === 'relative'
  return <TimeText ms={ms} text={relative ? relativeTime(ms, now) : momentTime(ms, now, zoneOf(setting))} {...rest} />
}

function TimeText({ ms, text, reachable = true, className }: Omit<TimeProps, 'at'> & { ms: number; text: string }) {
  const [setting] = useSetting('time')
  const exact = exactTime(ms, zoneOf(setting))
  const named = cx('whitespace-nowrap', className)
  if (!reachable)
    return (
      <time dateTime={new Date(ms).toISOString()} title={exact} className={named}>
        {text}
      </time>
    )
  return (
    <Tooltip text={exact}>
      <time
        dateTime={new Date(ms).toISOString()}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the exact time must be reachable by keyboard
        tabIndex={0}
        className={named}
      >
        {text}
      </time>
    </Tooltip>
  )
}

function milliseconds(at: string | number): number {
  return typeof at === 'number' ? at : Date.parse(at)
}

function zoneOf(setting: 'relative' | 'local' | 'utc') {
  return setting === 'utc' ? 'UTC' : 'local'
}

/** A size as people read it; the exact number of bytes on hover. */
export function Bytes({ count, className }: { count: number | null; className?: string | undefined }) {
  if (count === null) return <Unknown />
  return (
    <span title={`${formatCount(count)} bytes`} className={cx('whitespace-nowrap', className)}>
      {formatBytes(count)}
    </span>
  )
}

/** What is not known is `–`, never 0. */
export function Unknown({ why = 'Not known' }: { why?: string }) {
  return (
    <span title={why} className="text-ink-3">
      –<span className="sr-only">{why}</span>
    </span>
  )
}

export interface IdProps {
  id: string
  /** Whether a button copies the whole id; off in rows, where `y` does. */
  copy?: boolean
  className?: string | undefined
}

/** An id by its last 8 characters, since the first are time; the whole on hover. */
export function Id({ id, copy = false, className }: IdProps) {
  const text = (
    <span title={id} className={cx('font-mono whitespace-nowrap', className)}>
      {shortId(id)}
    </span>
  )
  if (!copy) return text
  return (
    <span className="inline-flex items-center gap-0.5">
      {text}
      <CopyButton text={id} label="Copy the whole id" />
    </span>
  )
}

/** A hash by its first 12 characters; copies the whole. */
export function Hash({
  hash,
  copy = false,
  className,
}: {
  hash: string
  copy?: boolean
  className?: string | undefined
}) {
  return (
    <span className="inline-flex items-center gap-0.5">
      <span title={hash} className={cx('font-mono whitespace-nowrap', className)}>
        {hash.slice(0, 12)}
      </span>
      {copy && <CopyButton text={hash} label="Copy the whole hash" />}
    </span>
  )
}
