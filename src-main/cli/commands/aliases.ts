import { type Alias, aliasSpecSchema, type AliasSpecInput, type Delivery, parseInput } from '#schemas'
import { channelTexts } from '#schemas/texts'
import type { Cli } from '../cli.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { CliError } from '../failure.ts'
import { counted } from '../output/counted.ts'
import { printableLine } from '../output/printable.ts'
import { table } from '../output/table.ts'
import { READ, WRITE } from '../reach/api.ts'
import { typed } from '../typed.ts'
import { stateWords } from './outbox.ts'

export interface AliasOptions {
  readonly webhook?: string
  readonly file?: string
  readonly telegram?: string
  readonly discord?: boolean
  readonly inbox?: boolean
  readonly desktop?: boolean
  readonly secret?: string
  readonly baseUrl?: string
  readonly allowPrivate?: boolean
  readonly zone?: string
  readonly quiet?: string
  readonly digest?: string
  readonly pause?: boolean
  readonly note?: string
}

/** Where news can be sent. */
export async function list(cli: Cli): Promise<ExitCode> {
  return cli.withCore(READ, async ({ api }) => {
    const aliases = await api.aliases.list()
    cli.out.answer(aliases, () => table(aliases.map(row), cli.out.width))
    return EXIT.ok
  })
}

/** Makes an alias, or changes it as a whole. */
export async function set(cli: Cli, name: string, options: AliasOptions): Promise<ExitCode> {
  const spec = parseInput(aliasSpecSchema, specOf(options), 'alias')
  return cli.withCore(WRITE, async ({ api }) => {
    // Who writes the secret beside the address has named it.
    const again = 'secret' in spec ? { secret_again: spec.secret } : {}
    const alias = await api.aliases.set({ name, spec, ...again })
    cli.out.answer(alias, () => [
      `News can be sent to ${name} (${channelTexts[alias.spec.channel]}). ${typed(`aliases test ${name}`)} tries it.`,
      ...(alias.problem === 'secret_missing' && 'secret' in alias.spec
        ? [`Its secret is not kept yet: ${typed(`secrets set ${alias.spec.secret}`)} keeps it.`]
        : []),
      ...(alias.spec.channel === 'webhook' && alias.spec.url.startsWith('http:') && !alias.spec.allow_private
        ? ['Nothing is sent over http, which is not encrypted, unless --allow-private says so.']
        : []),
    ])
    return EXIT.ok
  })
}

/** Removes an alias. */
export async function remove(cli: Cli, name: string, { force = false }: { force?: boolean }): Promise<ExitCode> {
  return cli.withCore(READ, async ({ api }) => {
    const gone = await api.aliases.remove({ name, force })
    const discarded =
      gone.discarded === 0 ? '' : ` ${counted(gone.discarded, 'delivery was', 'deliveries were')} discarded.`
    cli.out.answer(gone, () => [`${name} is removed; what is for it from now on comes to the inbox.${discarded}`])
    return EXIT.ok
  })
}

/** Sends a test through an alias, once. */
export async function test(cli: Cli, name: string): Promise<ExitCode> {
  return cli.withCore({ ...READ, withinMs: 45_000, repeat: false }, async ({ api }) => {
    const delivery = await api.aliases.test({ name })
    cli.out.answer(delivery, () => [`${stateWords(delivery)}.`, ...adviceOn(delivery)])
    return delivery.state === 'sent' ? EXIT.ok : EXIT.failed
  })
}

/** What to do where the alias itself forbids what it was to send. */
function adviceOn({ alias, problem }: Pick<Delivery, 'alias' | 'problem'>): string[] {
  if (problem !== 'address_refused' && problem !== 'plain_http_refused') return []
  return [`If that is meant: ${typed(`aliases set ${alias}`)} with all its options, and --allow-private, allows it.`]
}

function specOf(options: AliasOptions): AliasSpecInput {
  const { webhook, file, telegram, discord, inbox, desktop } = options
  const chosen = [webhook, file, telegram, discord, inbox, desktop].filter((each) => each !== undefined)
  if (chosen.length !== 1)
    throw new CliError(
      'usage',
      'An alias leads through one channel.',
      'Give one of --webhook, --file, --telegram, --discord, --inbox and --desktop.',
    )
  if (options.secret === undefined && [webhook, telegram, discord].some((each) => each !== undefined))
    throw new CliError(
      'usage',
      'This channel needs a secret: the key a webhook is signed with, the token of a bot, or the address of a Discord webhook.',
      `Name it with --secret NAME, and keep it with ${typed('secrets set NAME')}.`,
    )
  const manners = mannersOf(options)
  const secret = options.secret ?? ''
  const reach = { allow_private: options.allowPrivate === true }
  const base = options.baseUrl === undefined ? {} : { base_url: options.baseUrl }
  if (webhook !== undefined) return { channel: 'webhook', url: webhook, secret, ...reach, ...manners }
  if (file !== undefined) return { channel: 'file', file, ...manners }
  if (telegram !== undefined) return { channel: 'telegram', chat_id: telegram, secret, ...base, ...reach, ...manners }
  if (discord !== undefined) return { channel: 'discord', secret, ...base, ...reach, ...manners }
  return { channel: inbox === undefined ? 'desktop' : 'inbox', ...manners }
}

function mannersOf({ zone, quiet, digest, pause, note }: AliasOptions) {
  const [from = '', to = ''] = quiet?.split('-') ?? []
  return {
    ...(note !== undefined && { note }),
    ...(zone !== undefined && { zone }),
    ...(pause === true && { paused: true }),
    ...(quiet !== undefined && { quiet: { from, to } }),
    ...(digest !== undefined && {
      digest: /^\d+$/.test(digest) ? { every_min: Number(digest) } : { at: digest },
    }),
  }
}

function row(alias: Alias): string[] {
  const state =
    alias.problem === 'secret_missing'
      ? 'secret missing'
      : alias.problem === 'secrets_locked'
        ? 'secrets locked'
        : alias.spec.paused
          ? 'paused'
          : ''
  const waits = alias.waiting === 0 ? '' : `${alias.waiting} waiting`
  const dead = alias.dead === 0 ? '' : `${alias.dead} given up`
  return [
    alias.name,
    channelTexts[alias.spec.channel],
    [state, waits, dead].filter((part) => part !== '').join(', '),
    printableLine(placeOf(alias)),
  ]
}

/** Where an alias leads, as far as that is no secret. */
function placeOf({ spec }: Alias): string {
  switch (spec.channel) {
    case 'webhook':
      return spec.url
    case 'file':
      return `exports/${spec.file}`
    case 'telegram':
      return `chat ${spec.chat_id}`
    case 'discord':
    case 'inbox':
    case 'desktop':
      return spec.note
  }
}
