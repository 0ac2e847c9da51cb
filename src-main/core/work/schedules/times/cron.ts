import { Cron } from 'croner'
import { InterlockError } from '#schemas'

/** A cron expression on a clock that nobody sets. Local times are milliseconds as if they were UTC. */
export interface CronPattern {
  /** The first time after `local` that fits; undefined where none ever does. */
  after(local: number): number | undefined
  /** Whether the hour is left open, so that it means every hour that passes and not hours of the day. */
  readonly everyHour: boolean
}

const NICKNAMES: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
}

/** A pattern takes 100 KiB, and to make one takes as long as ten questions. */
const MOST_PATTERNS = 64
const patterns = new Map<string, CronPattern>()

/** @throws InterlockError cron_unreadable */
export function cronPattern(expression: string): CronPattern {
  const known = patterns.get(expression)
  if (known !== undefined) return known
  const pattern = readPattern(expression)
  const [oldest] = patterns.keys()
  if (patterns.size >= MOST_PATTERNS && oldest !== undefined) patterns.delete(oldest)
  patterns.set(expression, pattern)
  return pattern
}

/** The fields of an expression, nicknames spelled out. @throws InterlockError cron_unreadable */
export function cronFields(expression: string): string[] {
  const asked = expression.trim()
  if (asked.startsWith('@') && NICKNAMES[asked.toLowerCase()] === undefined)
    throw new InterlockError('cron_unreadable', { expression, reason: `there is no ${asked}` })
  const fields = (NICKNAMES[asked.toLowerCase()] ?? asked).split(/\s+/)
  if (fields.length !== 5 && fields.length !== 6)
    throw new InterlockError('cron_unreadable', {
      expression,
      reason: `it has ${fields.length} ${fields.length === 1 ? 'field' : 'fields'}, not 5 or 6`,
    })
  return fields
}

function readPattern(expression: string): CronPattern {
  const fields = cronFields(expression)
  let cron: Cron
  try {
    // An offset in place of a zone: what clock changes do to an occurrence is decided elsewhere.
    cron = new Cron(fields.join(' '), { utcOffset: 0, mode: '5-or-6-parts' })
  } catch (error) {
    throw new InterlockError('cron_unreadable', { expression, reason: reasonOf(error) }, { cause: error })
  }
  return {
    everyHour: (fields.at(-4) ?? '').includes('*'),
    after: (local) => cron.nextRun(new Date(Math.floor(local / 1000) * 1000))?.getTime(),
  }
}

function reasonOf(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error)
  const reason = said.replace(/^Cron\w+: /, '').replace(/\.$/, '')
  return `${reason.charAt(0).toLowerCase()}${reason.slice(1)}`.slice(0, 200)
}
