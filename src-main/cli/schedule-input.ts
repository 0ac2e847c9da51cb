import { chainJoinSchema, overlapSchema, type Trigger, triggerSchema, WEEKDAYS } from '#schemas'
import { CliError } from './failure.ts'
import type { JobOptions } from './job-input.ts'
import { printableLine } from './output/printable.ts'

/** Options that make or change a schedule; those of its job beside them. */
export interface ScheduleOptions extends JobOptions {
  readonly file?: string
  readonly name?: string
  readonly note?: string
  readonly zone?: string
  readonly cron?: string
  readonly every?: string
  readonly at?: string
  readonly in?: string
  readonly daily?: string
  readonly weekdays?: string
  readonly days?: string
  readonly manual?: boolean
  /** Schedules it follows, by id or name; false for none any more. */
  readonly after?: readonly string[] | false
  readonly join?: string
  readonly overlap?: string
  readonly jitter?: number
  readonly breaker?: number | false
  readonly deleteAfterRun?: boolean
}

const UNIT_S = { s: 1, m: 60, h: 3600, d: 86_400 } as const

/** When it fires, as the options say; undefined where they say nothing. @throws CliError usage */
export function triggerOf(options: ScheduleOptions): Trigger | undefined {
  const { cron, every, at, in: soon, daily, weekdays, days, manual } = options
  const ways = [cron, every, at, soon, daily, manual === true ? '' : undefined].filter((way) => way !== undefined)
  if (ways.length > 1)
    throw new CliError(
      'usage',
      'Choose one of --cron, --every, --at, --in, --daily and --manual.',
      'Nothing was changed.',
    )
  if (daily === undefined && (weekdays ?? days) !== undefined)
    throw new CliError('usage', '--weekdays and --days go with --daily.', 'Nothing was changed.')
  if (ways.length === 0) return undefined
  const asked =
    cron !== undefined
      ? { kind: 'cron', expression: cron }
      : every !== undefined
        ? { kind: 'interval', every_s: secondsOf(every) }
        : daily !== undefined
          ? {
              kind: 'calendar',
              times: listOf(daily),
              ...(weekdays !== undefined && { weekdays: listOf(weekdays).map((day) => day.slice(0, 3).toLowerCase()) }),
              ...(days !== undefined && { days: listOf(days).map((day) => (day === 'last' ? day : Number(day))) }),
            }
          : manual === true
            ? { kind: 'manual' }
            : { kind: 'once', ...(at !== undefined && { at }), ...(soon !== undefined && { in: soon }) }
  const parsed = triggerSchema.safeParse(asked)
  if (parsed.success) return parsed.data
  throw new CliError(
    'invalid_input',
    `When it fires cannot be read from ${printableLine([ways[0], weekdays, days].filter(Boolean).join(' and '))}.`,
    `Times are HH:MM, weekdays ${WEEKDAYS.join(', ')}, days 1 to 31 or last, moments 2026-11-20T10:42:00Z, lengths 30s, 15m, 2h, 1d.`,
  )
}

/** What the options say of a schedule, as its fields. @throws CliError usage, invalid_input */
export function scheduleChanges(options: ScheduleOptions): Record<string, unknown> {
  const { name, note, zone, after, join, jitter, breaker, deleteAfterRun, overlap } = options
  const single = Object.entries({
    name,
    note,
    zone,
    trigger: triggerOf(options),
    after: after === false ? [] : after?.map((parent) => ({ parent })),
    join: join === undefined ? undefined : wayNamed(join, chainJoinSchema.options),
    overlap: overlap === undefined ? undefined : wayNamed(overlap, overlapSchema.options),
    jitter_s: jitter,
    breaker: breaker === undefined ? undefined : { failures: breaker === false ? null : breaker },
    delete_after_run: deleteAfterRun,
  })
  return Object.fromEntries(single.filter(([, value]) => value !== undefined))
}

function wayNamed<T extends string>(name: string, ways: readonly T[]): T {
  const found = ways.find((way) => way === name)
  if (found !== undefined) return found
  throw new CliError(
    'usage',
    `There is no way “${printableLine(name)}”. Ways: ${ways.join(', ')}.`,
    'Nothing was changed.',
  )
}

function secondsOf(length: string): number {
  const [, count, unit] = /^(\d{1,8})([smhd])$/.exec(length) ?? []
  return unit === 's' || unit === 'm' || unit === 'h' || unit === 'd' ? Number(count) * UNIT_S[unit] : Number.NaN
}

function listOf(text: string): string[] {
  return text.split(',').map((each) => each.trim())
}
