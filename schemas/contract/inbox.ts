import { inboxSchema } from '../inbox.ts'
import { procedure } from './base.ts'

export const inboxContract = {
  get: procedure('read')
    .route({
      method: 'GET',
      path: '/inbox',
      summary: 'What happened since the last visit',
      description: 'Grouped, from the ledger. What has been read is kept on the desk (`inbox`).',
      tags: ['desk'],
    })
    .output(inboxSchema),
}
