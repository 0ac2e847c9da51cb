import type { JobFilter } from '#schemas/contract'
import { CliError } from './failure.ts'
import { parseMoment } from './output/times.ts'

/** Filter options as typed; lists are separated by commas. */
export interface FilterOptions {
  readonly state?: string
  readonly type?: string
  readonly workspace?: string
  readonly since?: string
  readonly until?: string
}

const FIELDS = ['state', 'type', 'workspace', 'since', 'until'] as const
type Field = (typeof FIELDS)[number]

/**
 * The filter of a list of jobs, from options and from the words of the console's filter line (`state:failed,retrying
 * since:24h nightly`). What is not a token is looked for in ids and at the beginning of titles. Whether a state or a type
 * exists is the core's to say.
 * @throws CliError usage
 */
export function jobFilter(words: readonly string[], options: FilterOptions, nowMs: number): JobFilter | undefined {
  const tokens = words.map((word) => tokenOf(word))
  const value = (field: Field) => {
    const given = [options[field], ...tokens.map((token) => (token?.field === field ? token.value : undefined))]
    return given.filter((each) => each !== undefined).join(',')
  }
  const list = (field: Field) => value(field).split(',').filter(Boolean)
  const text = words.filter((_, at) => tokens[at] === undefined).join(' ')
  const filter = {
    ...someOf('state', list('state')),
    ...someOf('type', list('type')),
    ...someOf('workspace', list('workspace')),
    ...moment('since', value('since'), nowMs),
    ...moment('until', value('until'), nowMs),
    ...(text === '' ? {} : { q: text }),
  }
  return Object.keys(filter).length === 0 ? undefined : filter
}

function tokenOf(word: string): { field: Field; value: string } | undefined {
  if (/^-[a-z]+:/.test(word))
    throw new CliError(
      'usage',
      `The filter ${word} excludes, which is not possible yet.`,
      'Name what you want instead.',
    )
  const field = FIELDS.find((name) => word.startsWith(`${name}:`))
  return field === undefined ? undefined : { field, value: word.slice(field.length + 1) }
}

function someOf(field: Field, values: string[]) {
  return values.length === 0 ? {} : { [field]: values }
}

function moment(field: 'since' | 'until', typed: string, nowMs: number) {
  if (typed === '') return {}
  const parsed = parseMoment(typed, nowMs)
  if (parsed !== undefined) return { [field]: parsed }
  throw new CliError(
    'usage',
    `${field} must be a moment such as 2026-03-01T12:00 or a length of time such as 30m, 24h or 7d; you gave ${typed}.`,
    'Nothing was asked. Change it and try again.',
  )
}
