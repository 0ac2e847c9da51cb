import type { JobsSearch } from './search.ts'

/** Path and search of a list, spelt out, so that it shows the same wherever it is opened. */
export function searchLink(search: JobsSearch): string {
  const { view: _, peek: __, ...parts } = search
  const query = Object.entries(parts).map(([key, value]) => `${key}=${readable(value)}`)
  return query.length === 0 ? '/jobs' : `/jobs?${query.join('&')}`
}

function readable(text: string): string {
  return encodeURIComponent(text).replaceAll('%2C', ',').replaceAll('%3A', ':')
}
