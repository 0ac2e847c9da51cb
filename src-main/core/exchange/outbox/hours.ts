import type { AliasSpec, Digest, QuietHours } from '#schemas'

const MINUTE_MS = 60_000
const DAY_MIN = 1440

const formats = new Map<string, Intl.DateTimeFormat>()

/** Minutes since midnight in a zone. */
function localMinute(zone: string, at: number): number {
  let format = formats.get(zone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
    formats.set(zone, format)
  }
  return minuteOf(format.format(at))
}

function minuteOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return hour * 60 + minute
}

/**
 * The next moment after `at` at which the clocks of a zone show `time`. Where they are put forward over it that day, the moment
 * as far behind the jump as it would have been behind its beginning.
 */
export function nextLocalTime(zone: string, time: string, at: number): number {
  const target = minuteOf(time)
  const from = Math.floor(at / MINUTE_MS) * MINUTE_MS
  const ahead = modulo(target - localMinute(zone, from), DAY_MIN)
  const plain = from + (ahead === 0 ? DAY_MIN : ahead) * MINUTE_MS
  // Clocks that were put forward or back in between are that far from the target.
  const off = modulo(localMinute(zone, plain) - target + DAY_MIN / 2, DAY_MIN) - DAY_MIN / 2
  const moved = plain - off * MINUTE_MS
  return moved > at && localMinute(zone, moved) === target ? moved : plain
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by
}

function isQuiet({ from, to }: QuietHours, zone: string, at: number): boolean {
  const [start, end, now] = [minuteOf(from), minuteOf(to), localMinute(zone, at)]
  return start < end ? now >= start && now < end : now >= start || now < end
}

/** `at`, or the end of the quiet hours it lies in. */
export function afterQuietHours({ quiet, zone }: Pick<AliasSpec, 'quiet' | 'zone'>, at: number): number {
  return quiet !== undefined && isQuiet(quiet, zone, at) ? nextLocalTime(zone, quiet.to, at) : at
}

/** When what comes at `at` is sent with the digest. */
export function nextDigest(digest: Digest, zone: string, at: number): number {
  if ('at' in digest) return nextLocalTime(zone, digest.at, at)
  const every = digest.every_min * MINUTE_MS
  return (Math.floor(at / every) + 1) * every
}
