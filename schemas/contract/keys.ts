import { z } from 'zod'
import { apiKeySchema, keyInputSchema, keyNameSchema } from '../api-key.ts'
import { failsWith, procedure } from './base.ts'

const tags = ['keys']

export const keysContract = {
  list: procedure('access')
    .route({ method: 'GET', path: '/keys', summary: 'API keys, the newest first', tags })
    .output(z.array(apiKeySchema)),
  add: procedure('access')
    .route({
      method: 'POST',
      path: '/keys',
      summary: 'Make an API key',
      description: 'The answer is the only place where the key itself ever stands: it is kept as a hash.',
      tags,
    })
    .input(keyInputSchema)
    .output(z.strictObject({ key: apiKeySchema, secret: z.string() }))
    .errors(failsWith('key_name_taken', 'too_many_of_kind', 'agent_not_found', 'workspace_not_found')),
  revoke: procedure('access')
    .route({
      method: 'POST',
      path: '/keys/{name}/revoke',
      summary: 'Revoke an API key, at once and for good',
      tags,
    })
    .input(z.strictObject({ name: keyNameSchema }))
    .output(apiKeySchema)
    .errors(failsWith('key_not_found')),
}
