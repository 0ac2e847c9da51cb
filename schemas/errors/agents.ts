import { z } from 'zod'
import { formatCount } from '../format/index.ts'
import { errorKind } from './define.ts'

export const agentErrors = {
  agent_not_found: errorKind({
    status: 404,
    data: z.strictObject({ name: z.string() }),
    sentence: ({ name }) => `There is no agent ${name}.`,
    remedy: () => 'Register it with `interlock agents set`, or correct the name.',
  }),
  no_agent_offers: errorKind({
    status: 409,
    data: z.strictObject({ capability: z.string() }),
    sentence: ({ capability }) => `No agent that is not offline offers ${capability}.`,
    remedy: () => 'Nothing was sent. Register one that does, or name an agent.',
  }),
  too_many_of_kind: errorKind({
    status: 409,
    data: z.strictObject({ what: z.string(), limit: z.int() }),
    sentence: ({ what, limit }) => `There are ${formatCount(limit)} ${what}, which is the limit.`,
    remedy: () => 'Remove one that is not used.',
  }),
  message_not_found: errorKind({
    status: 404,
    data: z.strictObject({ id: z.string() }),
    sentence: ({ id }) => `There is no message ${id}.`,
    remedy: () => '`interlock messages list` shows the latest.',
  }),
  message_state: errorKind({
    status: 409,
    data: z.strictObject({ id: z.string(), state: z.string() }),
    sentence: ({ id, state }) => `Message ${id} is ${state}, so it cannot be acknowledged.`,
    remedy: () => 'Nothing was changed.',
  }),
  group_not_found: errorKind({
    status: 404,
    data: z.strictObject({ id: z.string() }),
    sentence: ({ id }) => `There is no task group ${id}.`,
    remedy: () => '`interlock groups list` shows the latest.',
  }),
  group_over: errorKind({
    status: 409,
    data: z.strictObject({ id: z.string(), state: z.string() }),
    sentence: ({ id, state }) => `Task group ${id} is ${state}; its members are not listened to any more.`,
    remedy: () => 'Nothing was changed. Start another group.',
  }),
  member_not_found: errorKind({
    status: 404,
    data: z.strictObject({ group: z.string(), member: z.string(), known: z.array(z.string()) }),
    sentence: ({ group, member }) => `Task group ${group} expects no member ${member}.`,
    remedy: ({ known }) => `It expects ${known.join(', ')}.`,
  }),
  member_over: errorKind({
    status: 409,
    data: z.strictObject({ member: z.string(), state: z.string() }),
    sentence: ({ member, state }) => `The member ${member} is ${state} already.`,
    remedy: () => 'Nothing was changed.',
  }),
  team_not_found: errorKind({
    status: 404,
    data: z.strictObject({ name: z.string() }),
    sentence: ({ name }) => `There is no team ${name}.`,
    remedy: () => 'Make it with `interlock teams set`, or correct the name.',
  }),
  team_task_not_found: errorKind({
    status: 404,
    data: z.strictObject({ id: z.string() }),
    sentence: ({ id }) => `There is no task ${id} of a team.`,
    remedy: () => '`interlock teams tasks` shows them.',
  }),
  team_task_state: errorKind({
    status: 409,
    data: z.strictObject({ id: z.string(), state: z.string() }),
    sentence: ({ id, state }) => `Task ${id} is ${state}; only an open one can be ended.`,
    remedy: () => 'Nothing was changed.',
  }),
} as const
