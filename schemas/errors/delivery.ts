import { z } from 'zod'
import { formatCount } from '../format/index.ts'
import { errorKind } from './define.ts'

export const deliveryErrors = {
  alias_not_found: errorKind({
    status: 404,
    data: z.strictObject({ name: z.string(), known: z.array(z.string()) }),
    sentence: ({ name }) => `There is no alias ${name} to deliver to.`,
    remedy: ({ known }) => `Make it with \`interlock aliases set\`, or use one of: ${known.join(', ')}.`,
  }),
  alias_changed: errorKind({
    status: 409,
    data: z.strictObject({ name: z.string(), expected: z.int(), given: z.int() }),
    sentence: ({ name, expected, given }) =>
      `The alias ${name} was changed meanwhile: it is at revision ${expected}, and ${given} was given.`,
    remedy: () => 'Nothing was written. Look at what it is now and change that.',
  }),
  alias_built_in: errorKind({
    status: 409,
    data: z.strictObject({ name: z.string() }),
    sentence: ({ name }) => `The alias ${name} is always there and cannot be changed.`,
    remedy: () => 'Make one of another name.',
  }),
  alias_in_use: errorKind({
    status: 409,
    data: z.strictObject({ name: z.string(), waiting: z.int() }),
    sentence: ({ name, waiting }) =>
      `${formatCount(waiting)} ${waiting === 1 ? 'delivery waits' : 'deliveries wait'} for the alias ${name}.`,
    remedy: () => 'Nothing was changed. Wait until they are sent, or remove it with --force, which discards them.',
  }),
  too_many_aliases: errorKind({
    status: 409,
    data: z.strictObject({ limit: z.int() }),
    sentence: ({ limit }) => `There are ${formatCount(limit)} aliases, which is the limit.`,
    remedy: () => 'Remove one that is not used.',
  }),
  delivery_not_found: errorKind({
    status: 404,
    data: z.strictObject({ id: z.string() }),
    sentence: ({ id }) => `There is no delivery ${id}.`,
    remedy: () => '`interlock outbox list` shows the latest.',
  }),
  delivery_state: errorKind({
    status: 409,
    data: z.strictObject({ id: z.string(), state: z.string(), act: z.enum(['retry', 'discard']) }),
    sentence: ({ id, state, act }) =>
      act === 'retry'
        ? `Delivery ${id} is ${state}; only one that was given up or waits can be tried again.`
        : `Delivery ${id} is ${state}; only one that was given up or waits can be discarded.`,
    remedy: () => 'Nothing was changed.',
  }),
} as const
