import { formatCount, formatDuration } from '../format/index.ts'
import type { FiringReason, FiringState } from '../firing.ts'
import type { ScheduleState } from '../schedule-spec.ts'
import type { Trigger, Weekday } from '../trigger.ts'
import { cronWords, listed } from './cron-words.ts'
import type { StateText } from './states.ts'

export const scheduleStateTexts: Record<ScheduleState, StateText> = {
  off: { word: 'Off', tone: 'neutral' },
  on: { word: 'On', tone: 'good' },
  paused: { word: 'Paused', tone: 'warn' },
  tripped: { word: 'Tripped', tone: 'bad' },
  deleted: { word: 'Deleted', tone: 'neutral' },
}

export const firingStateTexts: Record<FiringState, StateText> = {
  waiting: { word: 'Waits', tone: 'neutral' },
  enqueued: { word: 'Fired', tone: 'run' },
  refused: { word: 'Refused', tone: 'warn' },
  missed: { word: 'Missed', tone: 'warn' },
  cancelled: { word: 'Cancelled', tone: 'neutral' },
}

export const weekdayTexts: Record<Weekday, string> = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
}

/**
 * When a schedule fires, as a sentence without its stop: `Every day at 02:30 in Europe/Vienna`. `after` names the schedules it
 * follows: `After build and docs`.
 */
export function triggerWords(trigger: Trigger, zone: string, after: readonly string[] = []): string {
  const own = ownWords(trigger, zone)
  if (after.length === 0) return own ?? 'Only when told to'
  return own === undefined ? `After ${listed(after)}` : `${own}, and after ${listed(after)}`
}

/** Undefined of one that has no times of its own. */
function ownWords(trigger: Trigger, zone: string): string | undefined {
  switch (trigger.kind) {
    case 'cron':
      return `${cronWords(trigger.expression)} in ${zone}`
    case 'interval':
      return `Every ${everyWords(trigger.every_s)}`
    case 'once':
      return trigger.at === undefined ? `Once, in ${trigger.in ?? ''}` : `Once, on ${momentWords(trigger.at, zone)}`
    case 'calendar':
      return `${calendarDays(trigger)} at ${listed(trigger.times)} in ${zone}`
    case 'manual':
      return undefined
  }
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const

/** `minute`, `15 minutes`, `36 hours`; what is of no single unit as a duration. */
function everyWords(seconds: number): string {
  for (const [unit, length] of UNITS) {
    const count = seconds / length
    if (Number.isInteger(count) && (unit !== 'second' || count < 60))
      return count === 1 ? unit : `${formatCount(count)} ${unit}s`
  }
  return formatDuration(seconds * 1000)
}

/** `2026-11-21 at 14:01 in Europe/Vienna`, with seconds where there are any. In UTC where this machine does not know the zone. */
function momentWords(at: string, zone: string): string {
  const { local, inZone } = clockOf(Date.parse(at), zone)
  const [day = '', time = ''] = local.split(' ')
  return `${day} at ${time.replace(/:00$/, '')} in ${inZone}`
}

/** Swedish writes days and times as ISO 8601 does. */
function clockOf(at: number, zone: string): { local: string; inZone: string } {
  const look = { dateStyle: 'short', timeStyle: 'medium' } as const
  try {
    return { local: new Intl.DateTimeFormat('sv-SE', { ...look, timeZone: zone }).format(at), inZone: zone }
  } catch {
    return { local: new Intl.DateTimeFormat('sv-SE', { ...look, timeZone: 'UTC' }).format(at), inZone: 'UTC' }
  }
}

function calendarDays({ weekdays, days }: Extract<Trigger, { kind: 'calendar' }>): string {
  const onWeekdays = weekdays === undefined ? undefined : `Every ${listed(weekdays.map((day) => weekdayTexts[day]))}`
  if (days === undefined) return onWeekdays ?? 'Every day'
  const numbers = days.flatMap((day) => (day === 'last' ? [] : [String(day)]))
  const named = [
    ...(numbers.length === 0 ? [] : [`${numbers.length === 1 ? 'day' : 'days'} ${listed(numbers)}`]),
    ...(days.includes('last') ? ['the last day'] : []),
  ]
  const onDays = `${listed(named)} of each month`
  return onWeekdays === undefined ? `On ${onDays}` : `${onWeekdays} and on ${onDays}`
}

/** Why a firing waits, was refused, missed or cancelled, in one sentence. */
export function firingReasonText(reason: FiringReason): string {
  switch (reason.code) {
    case 'starting':
      return 'It starts now.'
    case 'delayed':
      return 'It follows its parent after a delay.'
    case 'schedule_off':
      return `Its schedule is ${reason.state}.`
    case 'schedule_paused':
      return reason.state === 'tripped' ? 'The breaker of its schedule is open.' : 'Its schedule is paused.'
    case 'scheduler_paused':
      return 'All schedules are paused.'
    case 'schedule_deleted':
      return 'Its schedule was deleted.'
    case 'already_running':
      return `Job ${reason.job.slice(-8)} of the schedule was not over.`
    case 'job_not_over':
      return `It waits for the end of job ${reason.job.slice(-8)}.`
    case 'replaces':
      return `It starts when job ${reason.job.slice(-8)}, which it replaces, has stopped.`
    case 'replaced':
      return 'A later firing took its place.'
    case 'backlog_full':
      return `${reason.limit === 1 ? 'One firing waits' : `${reason.limit} firings wait`} already, which is the limit.`
    case 'fanout_full':
      return `The job before it has set off ${reason.limit}, which is the limit.`
    case 'approvals_full':
      return `${reason.limit === 1 ? 'One waits' : `${reason.limit} wait`} for an approval already, which is the limit.`
    case 'approval_pending':
      return `Job ${reason.job.slice(-8)} of the schedule waits for an approval.`
    case 'endpoint_down':
      return reason.state === null
        ? `There is no endpoint ${reason.endpoint}.`
        : `The endpoint ${reason.endpoint} is ${reason.state}.`
    case 'blackout':
      return 'It was due in a blackout.'
    case 'misfire':
      return reason.policy === 'run_all'
        ? 'It was due while nothing could fire, and more were than are run late.'
        : 'It was due while nothing could fire, and is not run late.'
    case 'too_late':
      return `It was due more than ${formatDuration(reason.window_s * 1000)} ago.`
    case 'coalesced':
      return 'It was due while nothing could fire; a later one ran for it.'
    case 'job_refused':
      return 'Its job cannot be added.'
    case 'quarantined':
      return 'It met a problem that Interlock did not expect.'
  }
}
