import { z } from 'zod'
import { anyOf, errorKind } from './define.ts'

export const queueErrors = {
  job_not_found: errorKind({
    status: 404,
    data: z.strictObject({ id: z.string() }),
    sentence: ({ id }) => `There is no job ${id}.`,
    remedy: () => 'List the jobs to find its id; the last 8 characters are enough for the command line.',
  }),
  run_not_found: errorKind({
    status: 404,
    data: z.strictObject({ id: z.string() }),
    sentence: ({ id }) => `There is no run ${id}.`,
    remedy: () => 'Open the job to see its runs.',
  }),
  artifact_not_found: errorKind({
    status: 404,
    data: z.strictObject({ id: z.string() }),
    sentence: ({ id }) => `There is no artifact ${id}.`,
    remedy: () => 'List the artifacts to find its id, or open the run that made it.',
  }),
  pattern_unreadable: errorKind({
    status: 422,
    data: z.strictObject({ pattern: z.string(), reason: z.string() }),
    sentence: ({ pattern, reason }) => `The pattern ${pattern} cannot be read: ${reason}.`,
    remedy: () =>
      'Correct it, or look for it as plain text. Patterns are RE2: without look-around and back-references.',
  }),
  id_ambiguous: errorKind({
    status: 409,
    data: z.strictObject({ id: z.string(), matches: z.array(z.string()) }),
    sentence: ({ id, matches }) => `${id} could be ${anyOf(matches)}.`,
    remedy: () => 'Give more characters of the id.',
  }),
  job_conflict: errorKind({
    status: 409,
    data: z.strictObject({
      by: z.enum(['id', 'idempotency_key']),
      value: z.string(),
      job: z.string(),
      state: z.string(),
    }),
    sentence: ({ by, value, job, state }) =>
      by === 'id'
        ? `The id ${value} belongs to a job with other content, which is ${state}.`
        : `The idempotency key ${value} belongs to job ${job} with other content, which is ${state}.`,
    remedy: () =>
      'Nothing was written. Choose another id or key, or send the same content to get the job that is there.',
  }),
  state_conflict: errorKind({
    status: 409,
    data: z.strictObject({ id: z.string(), state: z.string(), action: z.string(), allowed: z.array(z.string()) }),
    sentence: ({ id, state, action, allowed }) =>
      `Job ${id} is ${state}; ${action} needs it to be ${anyOf(allowed).replaceAll('_', ' ')}.`,
    remedy: () => 'Nothing changed. Reload the job to see where it stands.',
  }),
  cursor_unreadable: errorKind({
    status: 400,
    data: z.strictObject({ cursor: z.string() }),
    sentence: () => 'This page marker cannot be read.',
    remedy: () => 'Start again from the first page.',
  }),
} as const
