/**
 * A time in the zone of a schedule, which is what its author thinks in: `Mon 23 Nov 02:30`, with seconds where there are any, and
 * with the year where it is so far away that its month might be of another: `Tue 29 Feb 2028 12:00`.
 */
export function zonedTime(at: string | number, zone: string, now: number = Date.now()): string {
  const ms = typeof at === 'number' ? at : Date.parse(at)
  const seconds = Math.floor(ms / 1000) % 60 !== 0
  const far = Math.abs(ms - now) > FAR_MS
  const look = far ? (seconds ? 'farLong' : 'farShort') : seconds ? 'long' : 'short'
  return formatter(zone, look).format(ms).replaceAll(',', '')
}

/** Half a year: nearer, day and month leave no doubt. */
const FAR_MS = 183 * 86_400_000

/** What the zone is called after a time; the zone the console knows as UTC needs no second name. */
export function zoneWords(zone: string): string {
  return zone === 'UTC' || zone === 'Etc/UTC' ? 'UTC' : zone
}

/** Today in a zone, as YYYY-MM-DD. */
export function dayIn(at: number, zone: string): string {
  return formatter(zone, 'day').format(at)
}

type Look = 'short' | 'long' | 'farShort' | 'farLong' | 'day'

const SHORT: Intl.DateTimeFormatOptions = {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
}

const OPTIONS: Record<Look, Intl.DateTimeFormatOptions> = {
  short: SHORT,
  long: { ...SHORT, second: '2-digit' },
  farShort: { ...SHORT, year: 'numeric' },
  farLong: { ...SHORT, year: 'numeric', second: '2-digit' },
  day: { dateStyle: 'short' },
}

const made = new Map<string, Intl.DateTimeFormat>()

function formatter(zone: string, look: Look): Intl.DateTimeFormat {
  const key = `${zone} ${look}`
  const known = made.get(key)
  if (known) return known
  const next = create(zone, look)
  made.set(key, next)
  return next
}

/** A browser may know fewer zones than the core; then the time is said in UTC, which the caller's zone name would belie. */
function create(zone: string, look: Look): Intl.DateTimeFormat {
  const locale = look === 'day' ? 'sv-SE' : 'en-GB'
  try {
    return new Intl.DateTimeFormat(locale, { ...OPTIONS[look], timeZone: zone })
  } catch {
    const options = OPTIONS[look]
    return new Intl.DateTimeFormat(locale, {
      ...options,
      timeZone: 'UTC',
      ...(look !== 'day' && { timeZoneName: 'short' }),
    })
  }
}

/** Names of the zones this browser knows, for completion; any other can be typed. */
export function knownZones(): readonly string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone')]
}

/** The zone of this computer, where one likely means one's schedules. */
export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}
