import type { ServerResponse } from 'node:http'
import { isInterlockError } from '#schemas'

/** How long a refused client may go on sending before it is cut off. */
const LINGER_MS = 2000

/** Why a request is not served: one of our failures, or one that only HTTP knows. */
export interface Refusal {
  readonly status: number
  readonly code: string
  readonly message: string
  readonly remedy: string
  readonly data: unknown
  /** Seconds until a repetition makes sense. */
  readonly retryAfter?: number
}

export const noSuchRoute: Refusal = {
  status: 404,
  code: 'NOT_FOUND',
  message: 'There is nothing at this address.',
  remedy: 'Look into /v0/openapi.json for what there is.',
  data: {},
}

export const wrongMethod: Refusal = {
  status: 405,
  code: 'METHOD_NOT_SUPPORTED',
  message: 'This address does not take this method.',
  remedy: 'Look into /v0/openapi.json for the methods it takes.',
  data: {},
}

const unexpected: Refusal = {
  status: 500,
  code: 'INTERNAL_SERVER_ERROR',
  message: 'Interlock met a problem it did not expect.',
  remedy: 'Look into logs/interlock.log.',
  data: {},
}

export function toRefusal(error: unknown): Refusal {
  if (!isInterlockError(error)) return unexpected
  const { status, code, message, remedy, data } = error
  return {
    status,
    code,
    message,
    remedy,
    data,
    ...(isInterlockError(error, 'rate_limited') && { retryAfter: error.data.retry_after_s }),
  }
}

/** The body of a refusal as everything but an RPC client reads it. */
export function plainBody({ code, message, remedy, data }: Refusal): string {
  return JSON.stringify({ code, message, remedy, data })
}

/** The same as an RPC client reads it: a typed error like any other of the call. */
export function rpcBody({ status, code, message, remedy, data }: Refusal): string {
  return JSON.stringify({ json: { defined: true, code, status, message, data: { remedy, data } }, meta: [] })
}

/** Answers with a refusal. */
export function refuse(response: ServerResponse, refusal: Refusal, body: (refusal: Refusal) => string): void {
  response.writeHead(refusal.status, {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
    ...(refusal.retryAfter !== undefined && { 'Retry-After': refusal.retryAfter }),
  })
  response.end(body(refusal))
  discardRest(response)
}

/** A client cut off while it still sends never sees the answer, so what comes is thrown away for a moment. */
function discardRest({ req: request }: ServerResponse): void {
  if (request.readableEnded) return
  const cutOff = setTimeout(() => request.socket.destroy(), LINGER_MS)
  request.once('end', () => clearTimeout(cutOff))
  request.once('close', () => clearTimeout(cutOff))
  request.resume()
}
