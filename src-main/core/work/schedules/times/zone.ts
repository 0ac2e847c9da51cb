import { InterlockError } from '#schemas'

/** A moment at which the clocks of a zone are set: its offset before and since, milliseconds. */
export interface ClockChange {
  readonly at: number
  readonly before: number
  readonly since: number
}

/** The clocks of a time zone. Local times are milliseconds as if they were UTC. */
export interface Zone {
  readonly name: string
  /** What is added to UTC, milliseconds. */
  offset(at: number): number
  /** The first change in (from, to]. */
  change(from: number, to: number): ClockChange | undefined
}

const DAY = 86_400_000
/** No two changes of a zone lie closer together than this. */
const STEP = 7 * DAY
/** How far around a moment the offsets are found out at once. */
const REACH = 370 * DAY
const MOST_ZONES = 64
const MOST_STRETCHES = 16

/** A time in which the offset of a zone stays the same, as far as it was looked at. */
interface Stretch {
  readonly from: number
  readonly until: number
  readonly offset: number
}

const zones = new Map<string, Zone>()

/** @throws InterlockError zone_unknown */
export function zoneOf(name: string): Zone {
  const known = zones.get(name)
  if (known !== undefined) return known
  const zone = createZone(name)
  if (zones.size >= MOST_ZONES) zones.clear()
  zones.set(name, zone)
  return zone
}

function createZone(name: string): Zone {
  const measure = measureOf(name)
  const stretches: Stretch[] = []

  /** The first moment in (from, to] with another offset than `from` has, where `to` has one. */
  function turn(from: number, to: number): number {
    const offset = measure(from)
    let [before, after] = [from, to]
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2)
      if (measure(middle) === offset) before = middle
      else after = middle
    }
    return after
  }

  function stretchAt(at: number): Stretch {
    const known = stretches.find(({ from, until }) => from <= at && at < until)
    if (known !== undefined) return known
    const offset = measure(at)
    let [from, until] = [at, at]
    while (until < at + REACH && measure(until + STEP) === offset) until += STEP
    until = until < at + REACH ? turn(until, until + STEP) : until
    while (from > at - REACH && measure(from - STEP) === offset) from -= STEP
    from = from > at - REACH ? turn(from - STEP, from) : from
    const stretch = { from, until, offset }
    if (stretches.length >= MOST_STRETCHES) stretches.length = 0
    stretches.push(stretch)
    return stretch
  }

  return {
    name,
    offset: (at) => stretchAt(at).offset,
    change(from, to) {
      for (let stretch = stretchAt(from); stretch.until <= to; stretch = stretchAt(stretch.until)) {
        const since = stretchAt(stretch.until).offset
        if (since !== stretch.offset) return { at: stretch.until, before: stretch.offset, since }
      }
      return undefined
    },
  }
}

/** What tells the offset of a zone at a moment; asking the system takes microseconds, so it is asked seldom. */
function measureOf(name: string): (at: number) => number {
  if (name === 'UTC') return () => 0
  const format = formatOf(name)
  return (at) => {
    const parts = { year: 0, month: 1, day: 1, hour: 0, minute: 0, second: 0 }
    for (const { type, value } of format.formatToParts(at))
      if (Object.hasOwn(parts, type)) Object.assign(parts, { [type]: Number(value) })
    const local = Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second)
    return local - Math.floor(at / 1000) * 1000
  }
}

function formatOf(name: string): Intl.DateTimeFormat {
  const numeric = 'numeric'
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: numeric,
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
      second: numeric,
    })
  } catch (error) {
    throw new InterlockError('zone_unknown', { zone: name }, { cause: error })
  }
}
