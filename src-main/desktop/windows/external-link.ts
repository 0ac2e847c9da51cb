/** Sites that texts of Interlock and its documentation refer to. Nothing else is ever opened from a page. */
const SITES: ReadonlySet<string> = new Set(['nodejs.org', 'github.com', 'docs.github.com'])

/** The address to open in the system's browser for a link of a page; undefined where it is none that may be opened. */
export function externalLink(address: string): string | undefined {
  const url = URL.parse(address)
  if (url === null || url.protocol !== 'https:' || !SITES.has(url.host)) return undefined
  if (url.username !== '' || url.password !== '' || address.length > 2048) return undefined
  return url.href
}
