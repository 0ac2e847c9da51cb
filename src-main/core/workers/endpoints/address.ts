import { InterlockError } from '#schemas'

/** A segment by which an API tells its version: who writes one has given the whole base. */
const VERSION = /^v\d+[a-z0-9]*$/i
/** What people copy along with the base. */
const CALLS = /\/(models|chat\/completions|completions|embeddings|responses)$/

/**
 * The base of an OpenAI-compatible API, in one form: `HTTP://Host:8000` and `http://host:8000/v1/` are
 * `http://host:8000/v1`. Private and loopback addresses are what most model servers have.
 * @throws InterlockError endpoint_url_invalid; what was given is not repeated in it
 */
export function endpointBase(given: string): string {
  const url = parsed(given)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw invalid('it must begin with http:// or https://')
  if (url.username !== '' || url.password !== '') throw invalid('a user or a password stands in it')
  if (url.search !== '' || url.hash !== '') throw invalid('it must end with the path, without ? or #')
  const path = url.pathname.replace(/\/+$/, '').replace(CALLS, '')
  const hasVersion = path.split('/').some((segment) => VERSION.test(segment))
  return `${url.origin}${path}${hasVersion ? '' : '/v1'}`
}

function parsed(given: string): URL {
  const text = given.trim()
  // `localhost:8000` parses, as the scheme `localhost`; and `new URL` quietly drops line ends.
  if (/[\s\p{Cc}]/u.test(text)) throw invalid('blanks or control characters stand in it')
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) throw invalid('it must begin with http:// or https://')
  const url = URL.parse(text)
  if (url === null) throw invalid('it is no address')
  return url
}

/** Whether a key that is sent there crosses a network unencrypted. */
export function isInClear(base: string): boolean {
  const { protocol, hostname } = new URL(base)
  return protocol === 'http:' && !/^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname)
}

function invalid(reason: string): InterlockError {
  return new InterlockError('endpoint_url_invalid', { reason })
}
