import { createHash } from 'node:crypto'
import { type AliasSpec, aliasNameSchema, aliasSpecSchema } from '#schemas'
import type { Foreign, ForeignAlias } from './foreign.ts'
import { plainName } from './plain-name.ts'

/** An alias that news of imported jobs go to, paused until its secret is there. */
export interface PlannedAlias {
  readonly original: string
  readonly channel: string
  readonly target: string
  /** Undefined where no channel here leads there. */
  readonly made: { readonly name: string; readonly spec: AliasSpec } | undefined
}

/** The bot that speaks to a chat was the gateway's; whoever has its token keeps it under this name. */
const TELEGRAM_SECRET = 'TELEGRAM_BOT_TOKEN'
/** A webhook of Discord leads to one channel, so that each alias has a name for its own. */
const DISCORD_SECRET = 'DISCORD_WEBHOOK'
const LONGEST_SECRET = 64
const WEBHOOK_SECRET = 'WEBHOOK_SIGNING_KEY'

/** An alias for each that is there, and for each target that a job names without one. */
export function plannedAliases({ aliases, jobs }: Pick<Foreign, 'aliases' | 'jobs'>): PlannedAlias[] {
  const targets = jobs.flatMap(({ delivery }) =>
    delivery === null || delivery.mode === 'none' || delivery.to === null
      ? []
      : [{ channel: delivery.mode === 'webhook' ? 'webhook' : (delivery.channel ?? ''), target: delivery.to }],
  )
  const named = new Set(aliases.flatMap(({ alias, channel, target }) => [alias, `${channel} ${target}`]))
  const unnamed = targets.filter(({ channel, target }) => !named.has(target) && !named.has(`${channel} ${target}`))
  const distinct = new Map(unnamed.map((each) => [`${each.channel} ${each.target}`, each]))
  const all = apart([
    ...aliases.map((alias) => planned(alias.alias, alias)),
    ...[...distinct.values()].map(({ channel, target }) =>
      planned(`${channel}-${target}`, { alias: `${channel} ${target}`, channel, target, description: null }),
    ),
  ])
  return withOwnWebhooks(all)
}

/** Names that were cut or written in small letters may meet; each place has one of its own all the same. */
function apart(aliases: readonly PlannedAlias[]): PlannedAlias[] {
  const places = new Map<string, string>()
  return aliases.map((alias) => {
    if (alias.made === undefined) return alias
    const { name, spec } = alias.made
    const place = `${alias.channel} ${alias.target}`
    const first = places.get(name) ?? place
    places.set(name, first)
    if (first === place) return alias
    return { ...alias, made: { name: `${name.slice(0, 54)}-${markOf(place)}`, spec } }
  })
}

/** Secrets have fewer letters to be named with than aliases. */
function withOwnWebhooks(aliases: readonly PlannedAlias[]): PlannedAlias[] {
  const owners = new Map<string, string>()
  return aliases.map((alias) => {
    if (alias.made?.spec.channel !== 'discord') return alias
    const { name, spec } = alias.made
    const plain = `${DISCORD_SECRET}_${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`
    const isFree = plain.length <= LONGEST_SECRET && (owners.get(plain) ?? name) === name
    const secret = isFree ? plain : `${plain.slice(0, LONGEST_SECRET - 9)}_${markOf(name)}`
    owners.set(secret, name)
    return { ...alias, made: { name, spec: { ...spec, secret } } }
  })
}

function markOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8)
}

function planned(wanted: string, { alias, channel, target, description }: ForeignAlias): PlannedAlias {
  const name = aliasNameSchema.safeParse(plainName(wanted)).data
  const spec = specOf(channel, target, description)
  return {
    original: alias,
    channel,
    target,
    made: name === undefined || spec === undefined ? undefined : { name, spec },
  }
}

function specOf(channel: string, target: string, description: string | null): AliasSpec | undefined {
  const manners = { note: `Imported from OpenClaw. ${description ?? ''}`.trim().slice(0, 500), paused: true }
  const asked =
    channel === 'telegram'
      ? { channel, secret: TELEGRAM_SECRET, chat_id: target, ...manners }
      : channel === 'discord'
        ? { channel, secret: DISCORD_SECRET, ...manners }
        : channel === 'webhook'
          ? { channel, url: target, secret: WEBHOOK_SECRET, ...manners }
          : undefined
  return asked === undefined ? undefined : aliasSpecSchema.safeParse(asked).data
}
