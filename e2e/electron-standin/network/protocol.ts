import { needsReady, phase } from '../base/phase.ts'
import { noteError } from '../base/witness.ts'
import { type Privileges, realAddress, schemes } from './schemes.ts'

/** A request as Chromium paused it. */
export interface PausedRequest {
  readonly url: string
  readonly method: string
  readonly headers: Record<string, string>
  readonly postDataEntries?: { bytes?: string }[]
}

type Handler = (request: Request) => Response | Promise<Response>

const handlers = new Map<string, Handler>()

export const protocol = {
  registerSchemesAsPrivileged(list: { scheme: string; privileges?: Privileges }[]) {
    if (phase.ready) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
    // A second call replaces the first.
    schemes.clear()
    for (const { scheme, privileges } of list) schemes.set(scheme, privileges ?? {})
  },
  handle(scheme: string, handler: Handler) {
    needsReady('Session can only be received when app is ready', TypeError)
    if (handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`)
    handlers.set(scheme, handler)
  },
  isProtocolHandled: (scheme: string) => handlers.has(scheme),
}

/** What the application answers; undefined where it fails, which Chromium shows as a failure of the network. */
export async function answerTo(address: string, paused: PausedRequest, kind: string): Promise<Response | undefined> {
  const scheme = new URL(address).protocol.slice(0, -1)
  const handler = handlers.get(scheme)
  if (handler === undefined) return undefined
  if (['Fetch', 'XHR'].includes(kind) && schemes.get(scheme)?.supportFetchAPI !== true) {
    noteError(`stand-in: fetch of ${address} fails: ${scheme} is registered without supportFetchAPI`)
    return undefined
  }
  try {
    const answer: unknown = await handler(requestOf(address, paused))
    return answer instanceof Response && answer.type !== 'error' ? answer : undefined
  } catch (error) {
    noteError(`The handler of ${scheme}: failed for ${address}: ${String(error)}`)
    return undefined
  }
}

function requestOf(address: string, { method, headers, postDataEntries = [] }: PausedRequest): Request {
  const real = Object.entries(headers).map(([name, value]): [string, string] => [name, realAddress(value)])
  const body = Buffer.concat(postDataEntries.map(({ bytes = '' }) => Buffer.from(bytes, 'base64')))
  const request = new Request('http://standin.invalid/', {
    method,
    headers: real,
    ...(['GET', 'HEAD'].includes(method) ? {} : { body }),
  })
  // Node knows no address with a scheme of our own.
  return Object.defineProperty(request, 'url', { value: address })
}
