import type { JobFilter } from '#schemas/contract'
import { coreFilter, type FilterText, parseTokens, readFilter } from '#schemas/filter'
import { CliError } from './failure.ts'

/** Filter options as typed; lists are separated by commas. */
export interface FilterOptions {
  readonly state?: string
  readonly type?: string
  readonly workspace?: string
  readonly since?: string
  readonly until?: string
  /** The words of the console's filter line in one piece. */
  readonly filter?: string
}

/** Options, each with the name of what it says. */
const OPTIONS = [
  ['state', 'state'],
  ['type', 'type'],
  ['workspace', 'ws'],
  ['since', 'since'],
  ['until', 'until'],
] as const

/**
 * The filter of a list of jobs, from options and from the words of the console's filter line (`state:failed,retrying -type:x
 * since:24h nightly`), which are read as the console reads them.
 * @throws CliError usage
 */
export function jobFilter(words: readonly string[], options: FilterOptions, nowMs: number): JobFilter | undefined {
  const read = parseTokens([...words, options.filter ?? ''].join(' '))
  if (!read.ok) throw unreadable(read.problems.map(({ text }) => text))
  const text: FilterText = { ...read.search }
  for (const [option, name] of OPTIONS) {
    const given = [options[option], text[name]].filter((each) => each !== undefined)
    if (given.length > 0) text[name] = given.join(',')
  }
  const { filter, problems } = readFilter(text)
  if (problems.length > 0) throw unreadable(problems.map((problem) => problem.text))
  const wanted = coreFilter(filter, nowMs)
  return Object.keys(wanted).length === 0 ? undefined : wanted
}

function unreadable(problems: readonly string[]): CliError {
  return new CliError('usage', problems.join(' '), 'Nothing was asked. Change the filter and try again.')
}
