import { z } from 'zod'
import { chainDecisionSchema, chainGraphSchema } from '../chain-graph.ts'
import { idSchema } from '../names.ts'
import { text } from '../text.ts'
import { cursorSchema, failsWith, procedure } from './base.ts'

const scheduleRef = text(200, 1).meta({ description: 'Id, at least the last 6 characters of one, or the name.' })
const found = failsWith('schedule_not_found', 'id_ambiguous')
const tags = ['chains']

export const chainsContract = {
  show: procedure('read')
    .route({
      method: 'GET',
      path: '/chains/{schedule}',
      summary: 'The chain of a schedule, with the states of now',
      description: 'Every schedule that is linked with it, however far, and every link with its last decision.',
      tags,
    })
    .input(z.strictObject({ schedule: scheduleRef }))
    .output(chainGraphSchema)
    .errors(found),
  decisions: procedure('read')
    .route({
      method: 'GET',
      path: '/chain-decisions',
      summary: 'What became of links, the newest first',
      description:
        'Of a schedule as parent or child, of all the chain it is in, of a passage of a chain, of what followed one job, or of all.',
      tags,
    })
    .input(
      z.strictObject({
        schedule: scheduleRef.optional(),
        chain: scheduleRef.optional().meta({ description: 'Of every link of the chain that this schedule is in.' }),
        root: idSchema.optional().meta({ description: 'The firing with which a passage of a chain began.' }),
        job: idSchema.optional(),
        cursor: cursorSchema.optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
    )
    .output(z.strictObject({ items: z.array(chainDecisionSchema), next_cursor: z.string().nullable() }))
    .errors({ ...found, ...failsWith('cursor_unreadable') }),
  check: procedure('read')
    .route({
      method: 'POST',
      path: '/chains/check',
      summary: 'What of a schedule’s links and values would be refused',
      description: 'Circles, length, parents, patterns, and where values go. Nothing is saved.',
      tags,
    })
    .input(
      z.strictObject({
        id: scheduleRef.optional().meta({ description: 'The schedule that would be changed; without it, a new one.' }),
        spec: z
          .record(z.string(), z.unknown())
          .meta({ description: 'A ScheduleSpec, see the JSON Schema schedule-spec.json.' }),
      }),
    )
    .output(
      z.strictObject({
        problem: z
          .strictObject({ code: z.string(), message: z.string(), remedy: z.string() })
          .nullable()
          .meta({ description: 'The first that is found.' }),
        caution: z
          .string()
          .nullable()
          .meta({ description: 'Why its links could never let it fire, as a sentence. It can be saved all the same.' }),
        values: z
          .array(z.strictObject({ path: z.string(), needed: z.boolean() }))
          .meta({ description: 'Which values its job asks for, and whether it can do without.' }),
      }),
    )
    .errors(found),
}
