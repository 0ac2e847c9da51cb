import { z } from 'zod'
import { agentNameSchema, partySchema } from '../agents.ts'
import {
  groupInputSchema,
  groupSchema,
  groupStateSchema,
  heartbeatSchema,
  MAX_MEMBERS,
  teamSchema,
  teamTaskSchema,
} from '../groups.ts'
import { idSchema } from '../names.ts'
import { text } from '../text.ts'
import { cursorSchema, failsWith, procedure } from './base.ts'

const one = z.strictObject({ id: idSchema })

export const groupsContract = {
  start: procedure('operate')
    .route({
      method: 'POST',
      path: '/groups',
      summary: 'Expect members to be done within a time',
      description: 'They say so with heartbeats, or are jobs. The group ends with the last of them, or with its time.',
      tags: ['groups'],
    })
    .input(groupInputSchema)
    .output(groupSchema)
    .errors(failsWith('alias_not_found', 'job_not_found')),
  list: procedure('read')
    .route({ method: 'GET', path: '/groups', summary: 'Task groups, newest first', tags: ['groups'] })
    .input(
      z.strictObject({
        state: groupStateSchema.optional(),
        cursor: cursorSchema.optional(),
        limit: z.coerce.number().int().min(1).max(100).default(20),
      }),
    )
    .output(z.strictObject({ items: z.array(groupSchema), next_cursor: cursorSchema.nullable() })),
  get: procedure('read')
    .route({ method: 'GET', path: '/groups/{id}', summary: 'A task group with its members', tags: ['groups'] })
    .input(one)
    .output(groupSchema)
    .errors(failsWith('group_not_found')),
  heartbeat: procedure('operate', { own: 'messages', of: 'agent' })
    .route({
      method: 'POST',
      path: '/groups/{group}/heartbeat',
      summary: 'A member goes on, is done or has failed',
      tags: ['groups'],
    })
    .input(heartbeatSchema)
    .output(groupSchema)
    .errors(failsWith('group_not_found', 'group_over', 'member_not_found', 'member_over')),
}

export const teamsContract = {
  list: procedure('read')
    .route({ method: 'GET', path: '/teams', summary: 'Teams of agents', tags: ['teams'] })
    .output(z.array(teamSchema)),
  set: procedure('operate')
    .route({ method: 'PUT', path: '/teams/{name}', summary: 'Make a team, or set its members', tags: ['teams'] })
    .input(z.strictObject({ name: partySchema, members: z.array(agentNameSchema).min(1).max(MAX_MEMBERS) }))
    .output(teamSchema)
    .errors(failsWith('agent_not_found', 'too_many_of_kind')),
  remove: procedure('operate')
    .route({ method: 'DELETE', path: '/teams/{name}', summary: 'Remove a team; its tasks stay', tags: ['teams'] })
    .input(z.strictObject({ name: partySchema }))
    .output(z.strictObject({ removed: partySchema }))
    .errors(failsWith('team_not_found')),
  tasks: procedure('read')
    .route({ method: 'GET', path: '/teams/{team}/tasks', summary: 'Tasks of a team, newest first', tags: ['teams'] })
    .input(z.strictObject({ team: partySchema, limit: z.coerce.number().int().min(1).max(200).default(50) }))
    .output(z.array(teamTaskSchema))
    .errors(failsWith('team_not_found')),
  addTask: procedure('operate')
    .route({
      method: 'POST',
      path: '/teams/{team}/tasks',
      summary: 'Give a team a task',
      description: 'With a `gate` it is blocked until that group is completed, and fails with any other end of it.',
      tags: ['teams'],
    })
    .input(z.strictObject({ team: partySchema, title: text(200, 1), gate: groupInputSchema.optional() }))
    .output(teamTaskSchema)
    .errors(failsWith('team_not_found', 'alias_not_found', 'job_not_found')),
  endTask: procedure('operate')
    .route({ method: 'POST', path: '/teams/tasks/{id}/end', summary: 'A task is done, or has failed', tags: ['teams'] })
    .input(one.extend({ state: z.enum(['completed', 'failed']) }))
    .output(teamTaskSchema)
    .errors(failsWith('team_task_not_found', 'team_task_state')),
}
