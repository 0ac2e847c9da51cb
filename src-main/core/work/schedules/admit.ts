import { type Blackout, InterlockError, type ScheduleSpec, type Trigger } from '#schemas'
import { isoTime } from '#schemas/format'
import { blackoutFrom, occurrencesOf } from './times/index.ts'

const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const
/** So many windows of blackouts are gone through for an occurrence outside of all; it takes about 20 ms. */
const MOST_WINDOWS = 4000

/** A trigger with what it says of now put as a moment, so that it means the same later. */
export function withMoments(trigger: Trigger, now: number): Trigger {
  if (trigger.kind === 'once' && trigger.in !== undefined && trigger.at === undefined) {
    const [, count = '0', unit = 's'] = /^(\d+)([smhd])$/.exec(trigger.in) ?? []
    const unitMs = unit === 'm' || unit === 'h' || unit === 'd' ? UNIT_MS[unit] : UNIT_MS.s
    return { kind: 'once', at: isoTime(now + Number(count) * unitMs) }
  }
  if (trigger.kind === 'interval' && trigger.anchor === undefined) return { ...trigger, anchor: isoTime(now) }
  return trigger
}

/** Why a schedule would never fire by itself; undefined where it would, or is not meant to. @throws cron_unreadable, zone_unknown */
export function neverFires(
  { trigger, zone, blackouts }: { trigger: Trigger; zone: string; blackouts: readonly Blackout[] },
  now: number,
): InterlockError | undefined {
  if (trigger.kind === 'manual') return undefined
  const occurrences = occurrencesOf(trigger, zone)
  let next = occurrences.next(now)
  if (next === undefined)
    return new InterlockError('schedule_never_fires', { why: trigger.kind === 'once' ? 'past' : 'no_such_day' })
  for (let looked = 0; next !== undefined && looked < MOST_WINDOWS;) {
    const { end, windows } = blackoutFrom(blackouts, zone, next.at)
    if (end === undefined) return undefined
    looked += windows
    next = occurrences.next(Math.max(next.at, end - 1))
  }
  return new InterlockError('schedule_never_fires', { why: 'blackout' })
}

/** A schedule as it is kept. @throws InterlockError schedule_never_fires, cron_unreadable, zone_unknown */
export function admitted(spec: ScheduleSpec, now: number): ScheduleSpec {
  const kept = { ...spec, trigger: withMoments(spec.trigger, now) }
  const never = neverFires(kept, now)
  if (never !== undefined) throw never
  return kept
}
