import { z } from 'zod'
import { idSchema } from './names.ts'
import { secretNameSchema } from './secrets.ts'
import { text } from './text.ts'
import { DELIVERY_STATES } from './plain.ts'

/** Where news can go. `inbox` and `desktop` stay on this machine and carry no text that came from work. */
export const CHANNELS = ['inbox', 'desktop', 'webhook', 'file', 'telegram', 'discord'] as const
export const channelSchema = z.enum(CHANNELS).meta({ id: 'Channel' })
export type Channel = z.infer<typeof channelSchema>

/** Channels through which something leaves this machine: nothing does while the kill switch is engaged. */
export const LEAVING_CHANNELS: ReadonlySet<Channel> = new Set(['webhook', 'telegram', 'discord'])

/** Two places that are always there. */
export const BUILT_IN_ALIASES = ['inbox', 'desktop'] as const

export const aliasNameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'must be 1 to 63 of a-z 0-9 . _ -, starting with a letter or digit')
  .meta({ id: 'AliasName', description: '1 to 63 of a-z 0-9 . _ -. `inbox` and `desktop` are always there.' })

export const DELIVER_WHEN = ['always', 'on_failure', 'never'] as const
export const deliverWhenSchema = z.enum(DELIVER_WHEN).meta({ id: 'DeliverWhen' })

/** Who is told of a job's end. */
export const deliverSchema = z
  .strictObject({
    to: aliasNameSchema.meta({ title: 'Tell', description: 'Name of an alias.' }),
    when: deliverWhenSchema.default('on_failure').meta({
      title: 'When',
      description:
        '`on_failure`: it failed, or its tests did not all pass. A cancel is the operator’s wish and no failure.',
    }),
    output: z.boolean().default(false).meta({
      title: 'With its output',
      description: 'The last 40 lines of what the run wrote, secrets hidden; never where the alias is a notice.',
    }),
  })
  .meta({ id: 'Deliver', title: 'Deliver' })
export type Deliver = z.infer<typeof deliverSchema>

/** A time of day in the zone of its alias. */
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day from 00:00 to 23:59')

/** A time zone as the IANA database names it. */
const zoneSchema = z
  .string()
  .max(64)
  .refine(isZone, { params: { rule: 'time_zone' } })
  .meta({ id: 'TimeZone', description: 'Such as `Europe/Berlin`.' })

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== ''
  } catch {
    return false
  }
}

export const quietHoursSchema = z
  .strictObject({ from: timeOfDay, to: timeOfDay })
  .refine(({ from, to }) => from !== to, { params: { rule: 'empty_range' } })
  .meta({ id: 'QuietHours', description: 'From `from` up to `to`, over midnight where `to` is earlier.' })
export type QuietHours = z.infer<typeof quietHoursSchema>

export const digestSchema = z
  .union([z.strictObject({ every_min: z.int().min(1).max(10_080) }), z.strictObject({ at: timeOfDay })])
  .meta({ id: 'Digest', description: 'News is gathered and sent as one: every so many minutes, or once a day.' })
export type Digest = z.infer<typeof digestSchema>

const manners = {
  note: text(500).default(''),
  zone: zoneSchema.default('UTC'),
  paused: z.boolean().default(false).meta({ description: 'What comes meanwhile waits.' }),
  quiet: quietHoursSchema.optional().meta({ description: 'News waits for their end; what is urgent does not.' }),
  digest: digestSchema.optional(),
}

/** What may be reached. The system’s own network is as far as another machine could not reach it: no public address. */
const reach = {
  allow_private: z.boolean().default(false).meta({
    description: 'Also addresses of this machine and of private networks, and http without TLS.',
  }),
}

const httpUrl = z
  .url({ protocol: /^https?$/ })
  .max(2000)
  .refine(hasNoCredentials, { params: { rule: 'url_credentials' } })

function hasNoCredentials(value: string): boolean {
  const parsed = URL.parse(value)
  return parsed === null || (parsed.username === '' && parsed.password === '')
}

/** Where an alias leads, and its manners. Tokens and keys are secrets, by name. */
export const aliasSpecSchema = z
  .discriminatedUnion('channel', [
    z.strictObject({ channel: z.literal('inbox'), ...manners }),
    z.strictObject({ channel: z.literal('desktop'), ...manners }),
    z.strictObject({
      channel: z.literal('webhook'),
      url: httpUrl.meta({ description: 'It is stored as it is: a token belongs into the secret, not here.' }),
      secret: secretNameSchema.meta({ description: 'Secret that each request is signed with (HMAC-SHA256).' }),
      ...reach,
      ...manners,
    }),
    z.strictObject({
      channel: z.literal('file'),
      file: z
        .string()
        .regex(
          /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.jsonl$/,
          'must be the name of a file of A-Z a-z 0-9 . _ - that ends with .jsonl',
        )
        .meta({ description: 'Name of a file in the folder `exports`; one line of JSON for each.' }),
      ...manners,
    }),
    z.strictObject({
      channel: z.literal('telegram'),
      secret: secretNameSchema.meta({ description: 'Secret that holds the token of the bot.' }),
      chat_id: z
        .string()
        .regex(/^(-?\d{1,20}|@[A-Za-z0-9_]{4,64})$/, 'must be the number of a chat, or @ and the name of a channel'),
      base_url: httpUrl.default('https://api.telegram.org'),
      ...reach,
      ...manners,
    }),
    z.strictObject({
      channel: z.literal('discord'),
      secret: secretNameSchema.meta({
        description: 'Secret that holds the address of the webhook, or its `ID/TOKEN`.',
      }),
      base_url: httpUrl.default('https://discord.com'),
      ...reach,
      ...manners,
    }),
  ])
  .meta({ id: 'AliasSpec' })
export type AliasSpec = z.infer<typeof aliasSpecSchema>
export type AliasSpecInput = z.input<typeof aliasSpecSchema>

/** Aliases one data directory can have beside those that are always there. */
export const MAX_ALIASES = 100

export const aliasSchema = z
  .strictObject({
    name: aliasNameSchema,
    built_in: z.boolean(),
    revision: z.int().min(0),
    spec: aliasSpecSchema,
    changed_at: z.iso.datetime().nullable(),
    waiting: z.int(),
    dead: z.int(),
    last_sent_at: z.iso.datetime().nullable(),
    problem: z
      .enum(['secret_missing', 'secrets_locked'])
      .nullable()
      .meta({ description: 'Why nothing could be sent through it now.' }),
  })
  .meta({ id: 'Alias' })
export type Alias = z.infer<typeof aliasSchema>

export const urgencySchema = z.enum(['normal', 'urgent']).meta({ id: 'Urgency' })
export type Urgency = z.infer<typeof urgencySchema>

/** What a piece of news is about: `job.ended`, `group.ended`, `member.stuck`, `digest`, `test` and others of their kind. */
export const topicSchema = z
  .string()
  .regex(/^[a-z][a-z0-9_.]{0,63}$/, 'must be 1 to 64 of a-z 0-9 _ ., starting with a letter')

export const factsSchema = z.record(
  z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'must be 1 to 64 of a-z 0-9 _, starting with a letter'),
  z.union([z.string().max(2000), z.number(), z.boolean(), z.null()]),
)
export type Facts = z.infer<typeof factsSchema>

/** What is said, the same to everybody. */
export const newsSchema = z
  .strictObject({
    title: z.string().max(400),
    text: z.string().max(70_000),
    facts: factsSchema,
    output_of: idSchema.nullable().meta({ description: 'The run whose last lines go with it.' }),
  })
  .meta({ id: 'News' })
export type News = z.infer<typeof newsSchema>

export const deliveryStateSchema = z.enum(DELIVERY_STATES).meta({
  id: 'DeliveryState',
  description: '`collected`: it went with a digest. `dead`: it was given up; the operator tries again or discards it.',
})
export type DeliveryState = z.infer<typeof deliveryStateSchema>

/** Why a delivery that waits is not sent now. */
export const deliveryWaitSchema = z
  .enum(['outbox_paused', 'alias_paused', 'kill_switch', 'secrets_locked', 'quiet_hours', 'digest', 'retry', 'sending'])
  .meta({ id: 'DeliveryWait' })
export type DeliveryWait = z.infer<typeof deliveryWaitSchema>

/** Why a try failed. */
export const deliveryProblemSchema = z
  .enum([
    'address_refused',
    'body_gone',
    'connect_failed',
    'file_unwritable',
    'file_too_large',
    'http_status',
    'kill_switch',
    'plain_http_refused',
    'rate_limited',
    'redirect_refused',
    'secret_missing',
    'secret_unusable',
    'timed_out',
    'tls_failed',
  ])
  .meta({ id: 'DeliveryProblem' })
export type DeliveryProblem = z.infer<typeof deliveryProblemSchema>

export const deliverySchema = z
  .strictObject({
    id: idSchema,
    seq: z.int().min(1),
    alias: aliasNameSchema,
    channel: channelSchema,
    topic: topicSchema,
    urgency: urgencySchema,
    state: deliveryStateSchema,
    wait: deliveryWaitSchema.nullable(),
    title: z.string(),
    job: idSchema.nullable(),
    run: idSchema.nullable(),
    actor: z.string(),
    created_at: z.iso.datetime(),
    next_at: z.iso.datetime().nullable().meta({ description: 'When it is tried next; null when it is over.' }),
    attempts: z.int().min(0),
    max_attempts: z.int().min(1),
    problem: deliveryProblemSchema.nullable().meta({ description: 'Why the last try failed.' }),
    status: z.int().nullable().meta({ description: 'HTTP status of the last try.' }),
    ended_at: z.iso.datetime().nullable(),
    digest: idSchema.nullable().meta({ description: 'The digest it went with.' }),
  })
  .meta({ id: 'Delivery' })
export type Delivery = z.infer<typeof deliverySchema>

/** One try, or one decision about a delivery. */
export const deliveryReceiptSchema = z
  .strictObject({
    at: z.iso.datetime(),
    actor: z.string(),
    kind: z.enum(['sent', 'failed', 'given_up', 'retried', 'discarded', 'collected']),
    attempt: z.int().nullable(),
    problem: deliveryProblemSchema.nullable(),
    status: z.int().nullable(),
    ms: z.int().nullable(),
  })
  .meta({ id: 'DeliveryReceipt' })
export type DeliveryReceipt = z.infer<typeof deliveryReceiptSchema>

export const deliveryDetailSchema = z
  .strictObject({
    delivery: deliverySchema,
    news: newsSchema.nullable().meta({ description: 'Null when its body is gone.' }),
    receipts: z.array(deliveryReceiptSchema),
  })
  .meta({ id: 'DeliveryDetail' })
export type DeliveryDetail = z.infer<typeof deliveryDetailSchema>

export const outboxSchema = z
  .strictObject({
    state: z.enum(['on', 'paused']),
    since: z.iso.datetime().nullable(),
    by: z.string().nullable(),
    counts: z.strictObject({ waiting: z.int(), dead: z.int() }),
    next_at: z.iso.datetime().nullable(),
    blocked: z.enum(['kill_switch', 'outbox_paused']).nullable(),
  })
  .meta({ id: 'Outbox' })
export type Outbox = z.infer<typeof outboxSchema>
