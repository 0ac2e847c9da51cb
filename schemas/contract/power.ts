import { powerReportSchema, powerSchema } from '../power.ts'
import { drainRequestSchema, drainSchema } from '../drain.ts'
import { procedure } from './base.ts'

export const powerContract = {
  get: procedure('read')
    .route({
      method: 'GET',
      path: '/power',
      summary: 'What feeds this machine, as a shell reports it',
      tags: ['control'],
    })
    .output(powerSchema),
  report: procedure('operate')
    .route({
      method: 'POST',
      path: '/power',
      summary: 'Say what feeds this machine',
      description:
        'Jobs that are `deferrable` wait while it says so; before sleep nothing starts. Counts for `for_s`, so that one who stops reporting holds nothing up.',
      tags: ['control'],
    })
    .input(powerReportSchema)
    .output(powerSchema),
  drain: procedure('operate')
    .route({
      method: 'POST',
      path: '/drain',
      summary: 'Let what runs end and nothing new start',
      description: 'Before a quit or an update. Counts for `for_s`; `why` null ends it.',
      tags: ['control'],
    })
    .input(drainRequestSchema)
    .output(drainSchema),
}
