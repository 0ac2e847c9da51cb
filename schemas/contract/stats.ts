import { statsQuerySchema, statsSchema } from '../stats.ts'
import { procedure } from './base.ts'

export const statsContract = {
  overview: procedure('read')
    .route({
      method: 'GET',
      path: '/stats',
      summary: 'How work went over a range of time',
      description: 'Runs that ended, waiting times, failures by reason, use of budgets and of slots, in buckets.',
      tags: ['stats'],
    })
    .input(statsQuerySchema)
    .output(statsSchema),
}
