import { lookup as systemLookup, type LookupAddress } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import type { DeliveryProblem } from '#schemas'
import { codeOf } from '#core/record'
import { isPublicAddress } from './address.ts'
import { failed, type Sent } from './channel.ts'

/** One request of a delivery. */
export interface Post {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Whether addresses of this machine and of private networks, and plain http, may be used. */
  readonly allowPrivate: boolean
}

export type Answer =
  | { readonly status: number; readonly retryAfter: string | undefined; readonly body: string }
  | { readonly problem: DeliveryProblem; readonly final: boolean }

/** Makes one request. Follows nothing, verifies certificates, and connects to no address the alias does not allow. */
export type PostTo = (post: Post, signal: AbortSignal) => Promise<Answer>

/** What a name leads to. */
export type Resolve = (name: string, found: (error: Error | null, addresses: LookupAddress[]) => void) => void

const CONNECT_MS = 10_000
const WHOLE_MS = 20_000
/** Answers say when to come back; no more of one is read. */
const MAX_ANSWER_BYTES = 16 * 1024

const bySystem: Resolve = (name, found) => systemLookup(name, { all: true, verbatim: true }, found)

export function createPostTo({ resolve = bySystem, ca }: { resolve?: Resolve; ca?: string } = {}): PostTo {
  return async ({ url, headers, body, allowPrivate }, signal) => {
    if (url.protocol !== 'https:' && !allowPrivate) return { problem: 'plain_http_refused', final: true }
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
    // No name is looked up for what is an address already.
    if (!allowPrivate && isIP(host) !== 0 && !isPublicAddress(host)) return { problem: 'address_refused', final: true }
    let refused = false
    // The addresses that are looked at are those that are dialled: a name cannot change in between.
    const lookup: LookupFunction = (name, options, found) => {
      resolve(name, (error, addresses) => {
        refused = !allowPrivate && addresses.some(({ address }) => !isPublicAddress(address))
        const [first] = addresses
        if (error !== null || first === undefined || refused) found(error ?? new Error('address refused'), '')
        else if (options.all === true) found(null, addresses)
        else found(null, first.address, first.family)
      })
    }
    // Loaded where something is sent, so that a start does not pay for it.
    const { Agent, request } = await import('undici')
    const connect = { lookup, timeout: CONNECT_MS, ...(ca !== undefined && { ca }) }
    const agent = new Agent({ connect, pipelining: 0, maxResponseSize: MAX_ANSWER_BYTES })
    try {
      const whole = AbortSignal.any([signal, AbortSignal.timeout(WHOLE_MS)])
      const answer = await request(url, { method: 'POST', headers, body, dispatcher: agent, signal: whole })
      const retryAfter = answer.headers['retry-after']
      return {
        status: answer.statusCode,
        retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
        body: await answer.body.text().catch(() => ''),
      }
    } catch (error) {
      return refused ? { problem: 'address_refused', final: true } : { problem: problemOf(error), final: false }
    } finally {
      await agent.destroy()
    }
  }
}

function problemOf(error: unknown): DeliveryProblem {
  const code = codeOf(error)
  const name = error instanceof Error ? error.name : ''
  if (/TIMEDOUT|TIMEOUT/.test(code) || name === 'TimeoutError') return 'timed_out'
  if (/CERT|SSL|TLS|EPROTO|SELF_SIGNED|UNABLE_TO_/.test(code)) return 'tls_failed'
  return 'connect_failed'
}

/** Longer is not waited, whatever the other side asks for. */
const LONGEST_RETRY_AFTER_MS = 3_600_000

/** `Retry-After`: seconds, or a date. */
export function retryAfterMs(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined
  const seconds = /^\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : undefined
  const ms = seconds === undefined ? Date.parse(value) - now : seconds * 1000
  return Number.isNaN(ms) ? undefined : Math.min(LONGEST_RETRY_AFTER_MS, Math.max(0, Math.ceil(ms)))
}

/** Statuses that pass by themselves: the other side is busy, slow or down. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429])

/** What an answer means for the delivery. `asked`: how long its body asks to be left alone. */
export function sentBy(answer: Answer, now: number, asked?: number): Sent {
  if ('problem' in answer) return failed(answer.problem, answer.final)
  const { status } = answer
  if (status >= 200 && status < 300) return { ok: true, status }
  if (status >= 300 && status < 400) return failed('redirect_refused', true, status)
  const retry = asked ?? retryAfterMs(answer.retryAfter, now)
  return {
    ok: false,
    problem: status === 429 ? 'rate_limited' : 'http_status',
    status,
    final: status < 500 && !PASSING.has(status),
    ...(retry !== undefined && { retryAfterMs: retry }),
  }
}
