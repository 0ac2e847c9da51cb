import type { Firing, Schedule, ScheduleDetail, Scheduler } from '#schemas'
import { formatWait, shortId } from '#schemas/format'
import { firingReasonText, firingStateTexts, jobStateTexts, scheduleStateTexts } from '#schemas/texts'
import { counted } from '../output/counted.ts'
import type { Output } from '../output/output.ts'
import { printableLine } from '../output/printable.ts'
import { fields, table } from '../output/table.ts'
import { describeTime } from '../output/times.ts'

/** That all schedules are paused, where they are. */
export function pausedLines({ paused, since }: Scheduler): string[] {
  return paused ? [`All schedules are paused${since === null ? '' : ` since ${describeTime(since, Date.now())}`}.`] : []
}

/** Its state in its colour. */
export function stateWord({ state }: Pick<Schedule, 'state'>, out: Output): string {
  const { word, tone } = scheduleStateTexts[state]
  return out.tone(tone, word)
}

/** When it fires next. */
export function nextText({ next }: Pick<Schedule, 'next'>): string {
  return next === null ? '' : `, next ${describeTime(next.at, Date.now())}`
}

/** One schedule in a list. */
export function scheduleRow(schedule: Schedule, out: Output): string[] {
  const next = schedule.next === null ? '–' : describeTime(schedule.next.at, Date.now())
  return [
    shortId(schedule.id),
    stateWord(schedule, out),
    printableLine(schedule.name),
    printableLine(schedule.words),
    next,
  ]
}

const OVERLAPS: Record<Schedule['overlap'], string> = {
  skip: 'the next firing is refused',
  queue: 'the next firing waits',
  allow: 'the next firing starts beside it',
  replace: 'the next firing takes its place',
}

/** What the chain of a schedule says of it. */
export interface Chained {
  /** Names of the schedules of its chain, by their ids. */
  readonly names: ReadonlyMap<string, string>
  /** Why its links can never let it fire. */
  readonly caution: string | null
}

/** One schedule and what became of it last. */
export function schedulePage(schedule: ScheduleDetail, { names, caution }: Chained, out: Output): string[] {
  const last = schedule.last.slice(0, 10)
  return [
    ...fields([
      ['Schedule', `${printableLine(schedule.name)} (${schedule.id})`],
      ['State', `${stateWord(schedule, out)}${nextText(schedule)}`],
      ['Fires', printableLine(schedule.words)],
      ...(schedule.after.length === 0
        ? []
        : [
            [
              'After',
              schedule.after
                .map(({ parent, on }) => `${printableLine(names.get(parent) ?? parent)} (${on})`)
                .join(schedule.spec?.join === 'all' ? ' and ' : ', '),
            ] as const,
          ]),
      ...(caution === null ? [] : [['Attention', caution] as const]),
      ['Job', `${schedule.job.type} ${printableLine(schedule.job.title)}`],
      ['While one runs', OVERLAPS[schedule.overlap]],
      ['Failures in a row', String(schedule.consecutive_failures)],
      ['Revision', String(schedule.revision)],
      ...(schedule.open_jobs.length === 0 ? [] : [['Not over', schedule.open_jobs.join(', ')] as const]),
      ...(schedule.waiting === 0 ? [] : [['Waiting', counted(schedule.waiting, 'firing', 'firings')] as const]),
    ]),
    ...(last.length === 0
      ? []
      : [
          '',
          ...table(
            last.map((firing) => firingRow(firing, out)),
            out.width,
          ),
        ]),
  ]
}

/** One firing in a list. */
export function firingRow(firing: Firing, out: Output): string[] {
  const { word, tone } = firingStateTexts[firing.state]
  const result = firing.result === null ? undefined : jobStateTexts[firing.result.state]
  return [
    shortId(firing.id),
    result === undefined ? out.tone(tone, word) : out.tone(result.tone, result.word),
    describeTime(firing.due_at, Date.now()),
    firing.kind,
    firing.job === null ? reasonLine(firing) : `job ${shortId(firing.job)}`,
  ]
}

/** Why it is no job. */
export function reasonLine({ reason, message, count, wait_until }: Firing): string {
  const said = message ?? (reason === null ? '' : firingReasonText(reason))
  const times = count === 1 ? '' : `${count} times: `
  const until = wait_until === null ? '' : ` Tried again ${formatWait(Date.parse(wait_until) - Date.now())}.`
  return `${times}${printableLine(said)}${until}`
}
