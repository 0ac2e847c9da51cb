import type { JobFilter } from '#schemas/contract'
import { shellQuoted } from '#schemas/format'
import { formatTokens } from '#schemas/filter'
import type { Rest } from '../../app/index.ts'
import type { ListOrder } from './list-places.ts'
import type { JobsSearch } from './search.ts'

/** The most rows the core gives at once. */
const MOST = 200

/** The list that is shown, as a command that prints it. */
export function listCommand(search: JobsSearch, rows: number, command: string): string {
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
export function listCurl(filter: JobFilter, order: ListOrder, rows: number, rest: Rest): string {
  const query = [
    ...pairs('filter', filter),
    ...(order === 'oldest' ? [['order', 'oldest'] as const] : []),
    ['limit', String(limitOf(rows))] as const,
  ].map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
  return curl(`/v0/jobs?${query.join('&')}`, rest)
}

/** One job, as a command that shows it. */
export function jobCommand(id: string, command: string): string {
  return `${command} jobs show ${id}`
}

export function jobCurl(id: string, rest: Rest): string {
  return curl(`/v0/jobs/${id}`, rest)
}

function curl(path: string, { origin, home }: Rest): string {
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
