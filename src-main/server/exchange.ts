import type { IncomingMessage, ServerResponse } from 'node:http'

/** One HTTP request on its way to its answer. */
export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** Tells a client that asked first (`Expect: 100-continue`) to send its body. */
  readonly proceed: () => void
}

/** The path of a request as it was sent; nothing is decoded, so nothing can be decoded twice. */
export function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/'
}
