import { isInterlockError, type SchedulePreview, type SchedulePreviewRequest, type Trigger } from '#schemas'
import { isoTime } from '#schemas/format'
import { triggerWords } from '#schemas/texts'
import { neverFires, withMoments } from './admit.ts'
import { blackoutEnd, occurrencesOf, startOf, type Zone, zoneOf } from './times/index.ts'

/** Clocks are set by no more than this. */
const LONGEST_CHANGE = 3 * 3_600_000

/** When a schedule would fire next, counted from `now`. Nothing of it need be saved. */
export function previewOf(asked: SchedulePreviewRequest, now: number): SchedulePreview {
  const trigger = withMoments(asked.trigger, now)
  const { zone: name, jitter_s, blackouts, schedule, count } = asked
  const words = triggerWords(trigger, name)
  try {
    const zone = zoneOf(name)
    const occurrences = occurrencesOf(trigger, name)
    const found: SchedulePreview['occurrences'] = []
    for (
      let next = occurrences.next(now);
      next !== undefined && found.length < count;
      next = occurrences.next(next.at)
    ) {
      const { at, moved } = next
      found.push({
        due_at: isoTime(at),
        at: isoTime(schedule === undefined ? at : startOf(occurrences, schedule, jitter_s, at)),
        ...clockAt(zone, at),
        shift: moved ? 'moved' : shiftAt(zone, at, trigger),
        blackout: blackoutEnd(blackouts, name, at) !== undefined,
      })
    }
    const never = neverFires({ trigger, zone: name, blackouts }, now)
    const problem = never === undefined ? null : problemOf(never)
    return { words, zone: name, problem, occurrences: found }
  } catch (error) {
    if (!isInterlockError(error)) throw error
    return { words, zone: name, problem: problemOf(error), occurrences: [] }
  }
}

function problemOf({ code, message, remedy }: NonNullable<SchedulePreview['problem']>): SchedulePreview['problem'] {
  return { code, message, remedy }
}

function clockAt(zone: Zone, at: number): { local: string; offset: string } {
  const offset = zone.offset(at)
  const local = new Date(at + offset).toISOString().slice(0, 19).replace('T', ' ')
  const minutes = Math.abs(Math.round(offset / 60_000))
  const two = (value: number) => String(value).padStart(2, '0')
  return { local, offset: `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}` }
}

/** Which of two equal times on the clock it is. */
function shiftAt(zone: Zone, at: number, { kind }: Trigger): 'first_of_two' | 'second_of_two' | null {
  if (kind === 'interval' || kind === 'once') return null
  const ahead = zone.change(at, at + LONGEST_CHANGE)
  if (ahead !== undefined && at + ahead.before >= ahead.at + ahead.since) return 'first_of_two'
  const behind = zone.change(at - LONGEST_CHANGE, at)
  return behind !== undefined && at + behind.since < behind.at + behind.before ? 'second_of_two' : null
}
