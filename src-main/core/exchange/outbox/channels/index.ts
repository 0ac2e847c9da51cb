import type { AliasSpec } from '#schemas'
import type { Clock } from '#schemas/format'
import type { Message, SecretValue, Sent } from './channel.ts'
import { createDiscord, createTelegram } from './chats.ts'
import { createFile } from './file.ts'
import { createPostTo, type PostTo } from './http.ts'
import { createWebhook } from './webhook.ts'

export type { Message, Sent } from './channel.ts'
export { createPostTo, type PostTo, type Resolve } from './http.ts'

/** Sends a message through whatever channel an alias has. */
export type SendBy = (spec: AliasSpec, message: Message, signal: AbortSignal) => Promise<Sent>

export interface ChannelDeps {
  readonly clock: Clock
  readonly secret: SecretValue
  /** Folder of the files. */
  readonly exports: string
  /** Whether the kill switch keeps everything on this machine: looked at before each request. */
  readonly blocked: () => boolean
  /** How requests are made; by the network unless a test has its own names. */
  readonly postTo?: PostTo
}

export function createChannels({
  clock,
  secret,
  exports,
  blocked,
  postTo: post = createPostTo(),
}: ChannelDeps): SendBy {
  const postTo: PostTo = (request, signal) =>
    blocked() ? Promise.resolve({ problem: 'kill_switch', final: false }) : post(request, signal)
  const webhook = createWebhook({ clock, postTo, secret })
  const telegram = createTelegram({ clock, postTo, secret })
  const discord = createDiscord({ clock, postTo, secret })
  const file = createFile({ folder: exports })
  return (spec, message, signal) => {
    switch (spec.channel) {
      case 'inbox':
      case 'desktop':
        // The row is the notice: whoever shows it reads it from the outbox.
        return Promise.resolve({ ok: true, status: null })
      case 'webhook':
        return webhook(spec, message, signal)
      case 'file':
        return file(spec, message, signal)
      case 'telegram':
        return telegram(spec, message, signal)
      case 'discord':
        return discord(spec, message, signal)
    }
  }
}
