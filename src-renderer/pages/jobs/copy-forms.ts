import type { JobFilter } from '#schemas/contract'
import { shellQuoted } from '#schemas/format'
import { formatTokens } from '#schemas/filter'
import type { ListOrder } from './list-places.ts'
import type { JobsSearch } from './search.ts'

/** Where the core can be reached from a terminal of this machine. */
export interface Reach {
  /** Address of the console, such as `http://127.0.0.1:7717`. */
  readonly origin: string
  /** What starts the command line for it. */
  readonly command: string
  /** Its data directory. */
  readonly home: string
}

/** The most rows the core gives at once. */
const MOST = 200

/** The list that is shown, as a command that prints it. */
export function listCommand(search: JobsSearch, rows: number, { command }: Reach): string {
  const words = formatTokens(search)
  return [
    command,
    'jobs list',
    '--limit',
    String(limitOf(rows)),
    ...(search.sort === 'oldest' ? ['--oldest'] : []),
    ...(words === '' ? [] : ['--filter', shellQuoted(words)]),
  ].join(' ')
}

/** The same over REST. The key is read where it lies and handed over through a pipe, so that it is in no list of processes. */
export function listCurl(filter: JobFilter, order: ListOrder, rows: number, reach: Reach): string {
  const query = [
    ...pairs('filter', filter),
    ...(order === 'oldest' ? [['order', 'oldest'] as const] : []),
    ['limit', String(limitOf(rows))] as const,
  ].map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
  return curl(`/v0/jobs?${query.join('&')}`, reach)
}

/** One job, as a command that shows it. */
export function jobCommand(id: string, { command }: Reach): string {
  return `${command} jobs show ${id}`
}

export function jobCurl(id: string, reach: Reach): string {
  return curl(`/v0/jobs/${id}`, reach)
}

function curl(path: string, { origin, home }: Reach): string {
  return [
    `printf 'header = "Authorization: Bearer %s"\\n' "$(cat ${shellQuoted(`${home}/run/token`)})" |`,
    `  curl --silent --show-error --globoff --config - ${shellQuoted(`${origin}${path}`)}`,
  ].join('\n')
}

type Value = string | number | readonly Value[] | { readonly [key: string]: Value | undefined } | undefined

/** Members in brackets, lists with empty ones: how REST reads a filter. */
function pairs(name: string, value: Value): (readonly [string, string])[] {
  if (value === undefined) return []
  if (typeof value !== 'object') return [[name, String(value)]]
  if (isList(value)) return value.flatMap((each) => pairs(`${name}[]`, each))
  return Object.entries(value).flatMap(([key, each]) => pairs(`${name}[${key}]`, each))
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}

function limitOf(rows: number): number {
  return Math.max(1, Math.min(MOST, rows))
}
