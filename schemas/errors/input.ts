import { z } from 'zod'
import { formatBytes, formatCount } from '../format/index.ts'
import { errorKind } from './define.ts'

/** One thing wrong with an input: where, what is allowed, and what was given. */
export const inputProblemSchema = z.strictObject({
  field: z.string().meta({ description: 'Path such as `payload.commands[0][1]`; empty for the whole.' }),
  problem: z.string().meta({ description: 'A sentence with the limit and the size of what was given.' }),
})
export type InputProblem = z.infer<typeof inputProblemSchema>

const membersSchema = z
  .int()
  .meta({ description: 'How many it has; at least so many where it was not read from a text.' })

export const inputErrors = {
  invalid_input: errorKind({
    status: 422,
    data: z.strictObject({ what: z.string(), problems: z.array(inputProblemSchema) }),
    sentence: ({ what, problems }) =>
      problems.length === 1
        ? `This ${what} cannot be accepted: ${problems[0]?.problem ?? ''}`
        : `This ${what} cannot be accepted for ${formatCount(problems.length)} reasons: ${problems.map((each) => each.problem).join(' ')}`,
    remedy: () => 'Nothing was written. Change the named fields and send it again.',
  }),
  input_too_large: errorKind({
    status: 413,
    data: z.strictObject({ what: z.string(), bytes: z.int(), limit: z.int() }),
    sentence: ({ what, bytes, limit }) => `This ${what} has ${formatBytes(bytes)}; the limit is ${formatBytes(limit)}.`,
    remedy: () => 'Nothing was read or written. Put large content into a file of the workspace and name the file.',
  }),
  input_too_deep: errorKind({
    status: 422,
    data: z.strictObject({ what: z.string(), depth: z.int(), limit: z.int() }),
    sentence: ({ what, depth, limit }) =>
      `This ${what} is nested ${formatCount(depth)} levels deep; the limit is ${limit}.`,
    remedy: () => 'Nothing was written. Flatten it and send it again.',
  }),
  input_too_many_members: errorKind({
    status: 422,
    data: z.strictObject({ what: z.string(), members: membersSchema, limit: z.int() }),
    sentence: ({ what, members, limit }) =>
      `This ${what} has ${formatCount(members)} fields and items; the limit is ${formatCount(limit)}.`,
    remedy: () => 'Nothing was written. Put large content into a file of the workspace and name the file.',
  }),
  input_not_json: errorKind({
    status: 400,
    data: z.strictObject({ what: z.string(), message: z.string() }),
    sentence: ({ what, message }) => `This ${what} is not JSON: ${message}.`,
    remedy: () => 'Nothing was written. Check it with a JSON checker and send it again.',
  }),
  file_not_readable: errorKind({
    status: 422,
    data: z.strictObject({ path: z.string(), reason: z.string() }),
    sentence: ({ path, reason }) => `The file ${path} cannot be read: ${reason}.`,
    remedy: () => 'Check the path and its permissions.',
  }),
} as const
