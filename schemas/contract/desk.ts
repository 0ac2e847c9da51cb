import { z } from 'zod'
import { deskChangeSchema, deskSchema } from '../desk.ts'
import { failsWith, procedure } from './base.ts'

export const deskContract = {
  get: procedure('read')
    .route({
      method: 'GET',
      path: '/desk',
      summary: 'What the operator has arranged for themselves',
      description: 'Saved views, columns, keys and the like. Preferences: no part of the evidence.',
      tags: ['desk'],
    })
    .output(deskSchema),
  put: procedure('access')
    .route({
      method: 'PUT',
      path: '/desk',
      summary: 'Set one entry anew',
      description: 'Refused when it was changed since the named revision.',
      tags: ['desk'],
    })
    .input(deskChangeSchema)
    .output(z.strictObject({ revision: z.int() }))
    .errors(failsWith('desk_changed')),
}
