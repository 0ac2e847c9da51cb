import { createHmac } from 'node:crypto'
import type { Clock } from '#schemas/format'
import { failed, type Message, type SecretValue, type Send } from './channel.ts'
import { type PostTo, sentBy } from './http.ts'

/** What a delivery is to programs; the same at every try. */
export function envelope({ attempt: _attempt, parts: _parts, ...message }: Message): string {
  return JSON.stringify({ version: 1, ...message })
}

/** `t=<seconds>,v1=<hex>`: HMAC-SHA256 over the time, a dot and the body, so that an old request cannot be sent again as a new one. */
export function signature(secret: string, seconds: number, body: string): string {
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`
}

export function createWebhook(deps: { clock: Clock; postTo: PostTo; secret: SecretValue }): Send<'webhook'> {
  return async (spec, message, signal) => {
    const secret = deps.secret(spec.secret)
    if (secret === undefined) return failed('secret_missing', false)
    const body = envelope(message)
    const now = deps.clock.now()
    const answer = await deps.postTo(
      {
        url: new URL(spec.url),
        body,
        allowPrivate: spec.allow_private,
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Interlock',
          'idempotency-key': message.id,
          'interlock-delivery': message.id,
          'interlock-attempt': String(message.attempt),
          'interlock-signature': signature(secret, Math.floor(now / 1000), body),
        },
      },
      signal,
    )
    return sentBy(answer, now)
  }
}
