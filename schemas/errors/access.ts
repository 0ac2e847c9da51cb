import { z } from 'zod'
import { isDecision, rightSchema } from '../rights.ts'
import { errorKind } from './define.ts'

export const accessErrors = {
  not_signed_in: errorKind({
    status: 401,
    data: z.strictObject({}),
    sentence: () => 'This page is not signed in to Interlock.',
    remedy: () => 'Run `interlock open` to get a fresh address.',
  }),
  key_ended: errorKind({
    status: 401,
    data: z.strictObject({ name: z.string(), why: z.enum(['revoked', 'expired']) }),
    sentence: ({ name, why }) => `The API key ${name} ${why === 'revoked' ? 'was revoked' : 'has expired'}.`,
    remedy: () => 'Ask whoever runs Interlock for another key.',
  }),
  right_missing: errorKind({
    status: 403,
    data: z.strictObject({ right: rightSchema, what: z.string() }),
    sentence: ({ right, what }) =>
      isDecision(right)
        ? `${what} takes the right “${right}”, which no API key and no token has.`
        : `${what} takes the right “${right}”, which this API key has not.`,
    remedy: ({ right }) =>
      isDecision(right)
        ? 'That is the operator’s to decide: in the console, on the desktop, or with the command line.'
        : 'Ask whoever runs Interlock for a key with this right.',
  }),
  outside_key: errorKind({
    status: 403,
    data: z.strictObject({
      what: z.enum(['workspace', 'type', 'pool', 'agent', 'job', 'message', 'schedule']),
      name: z.string(),
      allowed: z.array(z.string()),
    }),
    sentence: ({ what, name }) => `This API key does not reach the ${what} ${name}.`,
    remedy: ({ allowed }) =>
      allowed.length === 0
        ? 'It reaches what it made itself, and what is for its agent; ask whoever runs Interlock for the rest.'
        : `It reaches: ${allowed.join(', ')}.`,
  }),
  key_name_taken: errorKind({
    status: 409,
    data: z.strictObject({ name: z.string() }),
    sentence: ({ name }) => `There is, or was, an API key ${name}.`,
    remedy: () => 'Choose another name: the ledger tells by it which key did what.',
  }),
  key_not_found: errorKind({
    status: 404,
    data: z.strictObject({ name: z.string(), known: z.array(z.string()) }),
    sentence: ({ name }) => `There is no API key ${name}.`,
    remedy: ({ known }) => (known.length === 0 ? 'There is none yet.' : `There are: ${known.join(', ')}.`),
  }),
  secret_not_regranted: errorKind({
    status: 409,
    data: z.strictObject({ what: z.string(), secret: z.string(), from: z.string(), to: z.string() }),
    sentence: ({ what, secret, from, to }) =>
      `${what} would send the secret ${secret} to ${to} instead of ${from}, and nobody said so.`,
    remedy: ({ secret }) => `Name ${secret} again in the same change to send it there, or take it away.`,
  }),
  code_invalid: errorKind({
    status: 401,
    data: z.strictObject({}),
    sentence: () => 'This sign-in code was used before or is older than two minutes.',
    remedy: () => 'Run `interlock open` to get a fresh address.',
  }),
  user_refused: errorKind({
    status: 403,
    data: z.strictObject({}),
    sentence: () => 'This sign-in came from a program of another user.',
    remedy: () => 'Run `interlock open` as the user who started Interlock, and use a browser of that user.',
  }),
  origin_refused: errorKind({
    status: 403,
    data: z.strictObject({ header: z.string() }),
    sentence: ({ header }) => `This request did not come from the console: ${header}.`,
    remedy: () => 'Open the console under the address Interlock printed.',
  }),
  host_refused: errorKind({
    status: 421,
    data: z.strictObject({}),
    sentence: () => 'This address is not one Interlock answers to.',
    remedy: () => 'Use the address Interlock printed.',
  }),
  rate_limited: errorKind({
    status: 429,
    data: z.strictObject({ retry_after_s: z.int() }),
    sentence: ({ retry_after_s }) => `Too many requests; the next is taken in ${retry_after_s} s.`,
    remedy: () => 'Wait and send fewer at once.',
  }),
  too_many_requests: errorKind({
    status: 429,
    data: z.strictObject({ what: z.string(), limit: z.int() }),
    sentence: ({ what, limit }) => `Interlock works on ${limit} ${what} at a time, and that many are under way.`,
    remedy: () => 'Nothing was done. Wait for one of them to end, then ask again.',
  }),
} as const
