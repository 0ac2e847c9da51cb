import type { IncomingMessage } from 'node:http'
import { InterlockError } from '#schemas'

/**
 * Whether a request names us as its host, exactly. A page of another site that points its own name at 127.0.0.1 (DNS
 * rebinding) is same-origin to its browser, and only this check tells it apart.
 */
export function checkHost(request: IncomingMessage, port: number): InterlockError | undefined {
  const hosts = request.rawHeaders.filter((_, at, all) => at % 2 === 1 && all[at - 1]?.toLowerCase() === 'host')
  const known = hosts.length === 1 && [`127.0.0.1:${port}`, `localhost:${port}`].includes(hosts[0] ?? '')
  // A proxy's form of a request (`GET http://elsewhere/`) names its host a second time.
  return known && request.url?.startsWith('/') ? undefined : new InterlockError('host_refused', {})
}

const refused = (header: string) => new InterlockError('origin_refused', { header })

/**
 * Whether a call comes from our own console or from no browser at all. `same-site` is refused like `cross-site`, since
 * every port of this machine is the same site to a browser. What changes something must come from the very origin it is
 * sent to; what only reads may also be an address typed by hand.
 */
export function checkOrigin(request: IncomingMessage): InterlockError | undefined {
  const { origin, host, 'sec-fetch-site': site } = request.headers
  if (origin !== undefined && origin !== `http://${host}`) return refused(`its Origin is ${quoted(origin)}`)
  const allowed = changesNothing(request) ? [undefined, 'same-origin', 'none'] : [undefined, 'same-origin']
  if (!allowed.includes(header(site))) return refused(`its Sec-Fetch-Site is ${quoted(header(site))}`)
  return undefined
}

/** A browser adds our cookie by itself, so a call that relies on it must say where it comes from. */
export function requireOrigin(request: IncomingMessage): InterlockError | undefined {
  if (request.headers.origin !== undefined || changesNothing(request)) return undefined
  return refused('it has no Origin')
}

/** Files of the console hold no secret; they may be opened from anywhere as a page, but not embedded. */
export function checkEmbedding(request: IncomingMessage): InterlockError | undefined {
  const opened = header(request.headers['sec-fetch-mode']) === 'navigate'
  const framed = !['document', undefined].includes(header(request.headers['sec-fetch-dest']))
  return opened && !framed ? undefined : checkOrigin(request)
}

function changesNothing(request: IncomingMessage): boolean {
  return (request.method === 'GET' || request.method === 'HEAD') && request.headers.upgrade === undefined
}

function header(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value
}

function quoted(value: string | undefined): string {
  return (value ?? '').replace(/[^\x20-\x7e]/g, '?').slice(0, 100)
}
