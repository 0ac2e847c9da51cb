import { z } from 'zod'
import { errorKind } from './define.ts'

export const accessErrors = {
  not_signed_in: errorKind({
    status: 401,
    data: z.strictObject({}),
    sentence: () => 'This page is not signed in to Interlock.',
    remedy: () => 'Run `interlock open` to get a fresh address.',
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
