import { z } from 'zod'
import { idSchema } from '../names.ts'
import { foundLineSchema, logExtentSchema, logLineSchema } from '../log.ts'
import { failsWith, procedure } from './base.ts'

const lineNumber = z.coerce.number().int().min(1)
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((word) => word === 'true')])

/** Lines of a log that are wanted: from a line, from a time, or its end. */
export const logLinesInput = z.strictObject({
  id: idSchema,
  from: lineNumber.optional().meta({ description: 'The first line wanted.' }),
  since: z.iso
    .datetime({ offset: true })
    .optional()
    .meta({ description: 'The first line that came at or after this time.' }),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(2000)
    .default(500)
    .meta({ description: 'Without `from` and `since`, so many lines of the end.' }),
})
export type LogLinesQuery = z.infer<typeof logLinesInput>

export const logFindInput = z.strictObject({
  id: idSchema,
  find: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[^\r\n]*$/, 'must be one line'),
  regex: flag.default(false).meta({ description: 'RE2 instead of plain text.' }),
  match_case: flag.default(false),
  from: lineNumber.default(1).meta({ description: 'The first line to look at.' }),
  to: lineNumber.optional().meta({ description: 'The last line to look at.' }),
  lines: flag.default(false).meta({ description: 'Send the lines themselves with their matches, not only numbers.' }),
  context: z.coerce.number().int().min(0).max(10).default(0).meta({ description: 'Lines around each, with `lines`.' }),
  limit: z.coerce.number().int().min(1).max(20_000).default(5000).meta({ description: 'Matching lines at most.' }),
})
export type LogFindQuery = z.infer<typeof logFindInput>

export const logContract = {
  lines: procedure('read', { own: 'enqueue', of: 'run' })
    .route({
      method: 'GET',
      path: '/runs/{id}/lines',
      summary: 'Output of a run by lines, from any place',
      description: 'Works while the run goes on. Fewer lines than asked for come back when their text is large.',
      tags: ['runs'],
    })
    .input(logLinesInput)
    .output(z.strictObject({ ...logExtentSchema.shape, lines: z.array(logLineSchema) }))
    .errors(failsWith('run_not_found', 'body_gone')),
  find: procedure('read', { own: 'enqueue', of: 'run' })
    .route({
      method: 'GET',
      path: '/runs/{id}/find',
      summary: 'Find in the output of a run',
      description:
        'Looks for at most about 150 ms and says where to go on, so that a search of a large log can be shown and stopped at any time. At most 500 matches with `lines`.',
      tags: ['runs'],
    })
    .input(logFindInput)
    .output(
      z.strictObject({
        ...logExtentSchema.shape,
        numbers: z.array(z.int()).meta({ description: 'Lines that match.' }),
        lines: z.array(foundLineSchema),
        next: z
          .int()
          .nullable()
          .meta({ description: 'The line to go on from; null when all that is stored was looked at.' }),
      }),
    )
    .errors(failsWith('run_not_found', 'body_gone', 'pattern_unreadable')),
}
