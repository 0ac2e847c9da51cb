import { z } from 'zod'
import { secretNameSchema } from './secrets.ts'
import { ENDPOINT_STATES } from './plain.ts'

/** Name of an endpoint: what schedules, jobs and people call a model server. */
export const endpointNameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'must be 1 to 63 of a-z 0-9 . _ -, starting with a letter or digit')
  .meta({ id: 'EndpointName', description: '1 to 63 of a-z 0-9 . _ -, starting with a letter or digit.' })

export const endpointStateSchema = z.enum(ENDPOINT_STATES).meta({ id: 'EndpointState' })
export type EndpointState = z.infer<typeof endpointStateSchema>

/** Why an endpoint is not up; the sentences, with what to do, are in the message catalogue. */
export const endpointReasonSchema = z
  .strictObject({
    code: z.enum([
      'slow',
      'flapping',
      'rate_limited',
      'unreachable',
      'timed_out',
      'redirected',
      'no_models_list',
      'http_error',
      'answer_too_large',
      'answer_unreadable',
      'key_refused',
      'key_missing',
      'secret_unknown',
      'secrets_locked',
      'model_not_listed',
    ]),
    detail: z
      .string()
      .max(64)
      .nullable()
      .meta({ description: 'A status, the system’s code or a length of time; never anything the server wrote.' }),
  })
  .meta({ id: 'EndpointReason' })
export type EndpointReason = z.infer<typeof endpointReasonSchema>

export const MAX_ENDPOINTS = 64
export const MAX_ENDPOINT_URL = 2048
/** Probes that are kept for each endpoint. */
export const KEPT_PROBES = 500

const modelSchema = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .meta({ description: 'The model that is expected to be listed, exactly as the server names it.' })

/** What the operator says of an endpoint. Its key is named, never written here. */
export const endpointSpecSchema = z
  .strictObject({
    url: z.string().min(1).max(MAX_ENDPOINT_URL).meta({
      description: 'Address of the server, with or without `/v1`; http or https, without a user or a key in it.',
    }),
    secret: secretNameSchema.nullable().default(null).meta({ description: 'The secret that is sent as its key.' }),
    model: modelSchema.nullable().default(null),
    interval_s: z
      .int()
      .min(10)
      .max(86_400)
      .default(60)
      .meta({ description: 'It is never probed more often by itself.' }),
    timeout_ms: z.int().min(100).max(60_000).default(10_000),
    slow_ms: z.int().min(1).max(60_000).default(2000).meta({ description: 'An answer that takes longer is slow.' }),
  })
  .meta({ id: 'EndpointSpec' })
export type EndpointSpec = z.infer<typeof endpointSpecSchema>

export const endpointAddSchema = endpointSpecSchema.extend({ name: endpointNameSchema })

/** A change: what is left out stays, null takes away. */
export const endpointEditSchema = z.strictObject({
  name: endpointNameSchema,
  revision: z
    .int()
    .optional()
    .meta({ description: 'The revision that was seen; the change is refused when there is another.' }),
  url: endpointSpecSchema.shape.url.optional(),
  secret: secretNameSchema.nullable().optional(),
  model: modelSchema.nullable().optional(),
  interval_s: endpointSpecSchema.shape.interval_s.unwrap().optional(),
  timeout_ms: endpointSpecSchema.shape.timeout_ms.unwrap().optional(),
  slow_ms: endpointSpecSchema.shape.slow_ms.unwrap().optional(),
})
export type EndpointEdit = z.infer<typeof endpointEditSchema>

/** One look at an endpoint: how long its answer took; null where there was none. */
export const endpointProbeSchema = z.strictObject({ at: z.iso.datetime(), ms: z.int().nullable() })
export type EndpointProbe = z.infer<typeof endpointProbeSchema>

/** An endpoint as clients see it. */
export const endpointSchema = z
  .strictObject({
    id: z.string(),
    name: endpointNameSchema,
    url: z.string().meta({ description: 'As it is asked, ending with the version: `http://127.0.0.1:8000/v1`.' }),
    secret: secretNameSchema.nullable(),
    model: z.string().nullable(),
    interval_s: z.int(),
    timeout_ms: z.int(),
    slow_ms: z.int(),
    revision: z.int(),
    added_at: z.iso.datetime(),
    state: endpointStateSchema,
    reason: endpointReasonSchema.nullable(),
    since: z.iso.datetime().meta({ description: 'When it came into this state.' }),
    checked_at: z.iso.datetime().nullable(),
    next_at: z.iso
      .datetime()
      .nullable()
      .meta({ description: 'When it is probed next; null while nothing is probed: the kill switch is engaged.' }),
    probing: z.boolean(),
    key_in_clear: z.boolean().meta({ description: 'Whether its key goes over a network without encryption.' }),
    models: z.array(z.string()).nullable().meta({
      description: 'What it listed last, the first 200; null where it has not answered in this life of the core.',
    }),
    latency: z
      .strictObject({
        last_ms: z.int().nullable(),
        p50_ms: z.int().nullable(),
        p95_ms: z.int().nullable(),
        probes: z.int().meta({ description: 'Probes that are kept, 500 at most.' }),
        answered: z.int(),
      })
      .meta({ description: 'How long it took to list its models, over the probes that are kept.' }),
  })
  .meta({ id: 'Endpoint' })
export type Endpoint = z.infer<typeof endpointSchema>

export const endpointDetailSchema = endpointSchema
  .extend({ probes: z.array(endpointProbeSchema).meta({ description: 'Oldest first.' }) })
  .meta({ id: 'EndpointDetail' })
export type EndpointDetail = z.infer<typeof endpointDetailSchema>
