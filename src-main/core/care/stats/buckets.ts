const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Lengths that divide an hour, a day or a week as people do. */
const LENGTHS = [MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 7 * DAY]
const MAX_BUCKETS = 100

export interface Bucket {
  readonly start: number
  readonly end: number
}

/** The shortest length that gives at most about a hundred buckets. */
export function bucketLength(since: number, until: number): number {
  return LENGTHS.find((length) => until - since <= length * MAX_BUCKETS) ?? 7 * DAY
}

/**
 * Buckets from `since`, rounded down, to `until`, rounded up. Those under an hour divide the hours of UTC, which every clock
 * in use shares to the quarter; longer ones divide the days of `zone`, so that a day on which the clocks change has one that
 * is shorter or longer.
 */
export function bucketsOf(since: number, until: number, zone: string): Bucket[] {
  const length = bucketLength(since, until)
  const starts = length < HOUR ? evenStarts(since, until, length) : zonedStarts(since, until, length, zone)
  const from = Math.max(
    0,
    starts.findLastIndex((start) => start <= since),
  )
  const to = starts.findIndex((start) => start >= until)
  return starts.slice(from, to).map((start, index) => ({ start, end: starts[from + index + 1] ?? start + length }))
}

function evenStarts(since: number, until: number, length: number): number[] {
  const first = Math.floor(since / length) * length
  return Array.from({ length: Math.ceil((until - first) / length) + 1 }, (_, index) => first + index * length)
}

function zonedStarts(since: number, until: number, length: number, zone: string): number[] {
  const days = Math.max(1, length / DAY)
  const starts: number[] = []
  let day = startOfDay(since, zone)
  while ((starts.at(-1) ?? -Infinity) < until) {
    // Noon of the last day is never the day after, also where that one has 25 hours; 36 hours further on is the next.
    let next = day
    for (let count = 0; count < days; count += 1) next = startOfDay(next + 36 * HOUR, zone)
    if (length >= DAY) starts.push(day)
    else for (let start = day; start < next; start += length) starts.push(start)
    day = next
  }
  return [...starts, day]
}

/** The first moment of the day in `zone` that `at` lies in; the day begins later where its midnight does not exist. */
export function startOfDay(at: number, zone: string): number {
  const wall = wallTime(at, zone)
  const midnight = Math.floor(wall / DAY) * DAY
  // The offset may differ between midnight and now, so it is asked for twice.
  const guess = at - (wall - midnight)
  const start = guess - (wallTime(guess, zone) - midnight)
  return wallTime(start, zone) < midnight ? start + (midnight - wallTime(start, zone)) : start
}

/** What a clock on the wall shows, as if it were UTC. */
function wallTime(at: number, zone: string): number {
  const parts = Object.fromEntries(
    formatter(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((at % 1000) + 1000) % 1000)
}

/** A zone may be written in any mixture of cases, so what is kept needs an end. */
const MAX_FORMATTERS = 32
const formatters = new Map<string, Intl.DateTimeFormat>()

function formatter(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  if (formatters.size >= MAX_FORMATTERS) formatters.clear()
  formatters.set(zone, made)
  return made
}
