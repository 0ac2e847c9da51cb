import { z } from 'zod'
import type { Clock } from '#schemas/format'
import { type Message, failed, type SecretValue, type Send, type Sent } from './channel.ts'
import { chatText, inParts } from './chat-text.ts'
import { type Answer, type PostTo, sentBy } from './http.ts'

interface ChatDeps {
  readonly clock: Clock
  readonly postTo: PostTo
  readonly secret: SecretValue
}

/** Most parts of one delivery; the rest of a longer text is left out. */
const MOST_PARTS = 20

const TELEGRAM_CHARACTERS = 4096
const DISCORD_CHARACTERS = 2000

/** Sends part after part, from the first that did not go through before. */
async function sendParts(message: Message, limit: number, send: (text: string) => Promise<Sent>): Promise<Sent> {
  const parts = inParts(chatText(message), limit).slice(0, MOST_PARTS)
  let last: Sent = { ok: true, status: null }
  for (const [at, part] of parts.entries()) {
    if (at < message.parts) continue
    last = await send(part)
    if (!last.ok) return { ...last, parts: at }
  }
  return last
}

/** How long the body of a refusal asks to be left alone, in milliseconds. */
function askedBy(answer: Answer, schema: z.ZodType<number>): number | undefined {
  if ('problem' in answer || answer.status !== 429) return undefined
  try {
    const seconds = schema.safeParse(JSON.parse(answer.body)).data
    return seconds === undefined ? undefined : Math.ceil(Math.min(3600, Math.max(0, seconds)) * 1000)
  } catch {
    // Something in between answered; its header may say more.
    return undefined
  }
}

const telegramWait = z
  .object({ parameters: z.object({ retry_after: z.number() }) })
  .transform(({ parameters }) => parameters.retry_after)
const discordWait = z.object({ retry_after: z.number() }).transform(({ retry_after }) => retry_after)

const HEADERS = { 'content-type': 'application/json', 'user-agent': 'Interlock' } as const

/** `sendMessage` of the Bot API, as plain text. Source: https://core.telegram.org/bots/api#sendmessage */
export function createTelegram({ clock, postTo, secret }: ChatDeps): Send<'telegram'> {
  return async (spec, message, signal) => {
    const token = secret(spec.secret)
    if (token === undefined) return failed('secret_missing', false)
    if (!/^\d{1,20}:[A-Za-z0-9_-]{10,200}$/.test(token)) return failed('secret_unusable', true)
    const url = below(spec.base_url, `bot${token}/sendMessage`)
    return sendParts(message, TELEGRAM_CHARACTERS, async (text) => {
      const body = JSON.stringify({ chat_id: spec.chat_id, text, link_preview_options: { is_disabled: true } })
      const answer = await postTo({ url, headers: HEADERS, body, allowPrivate: spec.allow_private }, signal)
      return sentBy(answer, clock.now(), askedBy(answer, telegramWait))
    })
  }
}

/** A webhook of a Discord channel; nobody is mentioned by it. Source: https://docs.discord.com/developers/resources/webhook */
export function createDiscord({ clock, postTo, secret }: ChatDeps): Send<'discord'> {
  return async (spec, message, signal) => {
    const value = secret(spec.secret)
    if (value === undefined) return failed('secret_missing', false)
    const [, id, token] = /(?:^|\/)(\d{1,20})\/([A-Za-z0-9_-]{10,200})\/?$/.exec(value) ?? []
    if (id === undefined || token === undefined) return failed('secret_unusable', true)
    const url = below(spec.base_url, `api/webhooks/${id}/${token}`)
    return sendParts(message, DISCORD_CHARACTERS, async (content) => {
      const body = JSON.stringify({ content, allowed_mentions: { parse: [] } })
      const answer = await postTo({ url, headers: HEADERS, body, allowPrivate: spec.allow_private }, signal)
      return sentBy(answer, clock.now(), askedBy(answer, discordWait))
    })
  }
}

/** Not resolved against the base: the token of a bot begins like a scheme, with letters and a colon. */
function below(base: string, path: string): URL {
  const url = new URL(base)
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${path}`
  return url
}
