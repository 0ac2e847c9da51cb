import { z } from 'zod'
import {
  endpointAddSchema,
  endpointDetailSchema,
  endpointEditSchema,
  endpointNameSchema,
  endpointSchema,
} from '../endpoint.ts'
import { failsWith, procedure } from './base.ts'

const tags = ['endpoints']
const byName = z.strictObject({ name: endpointNameSchema })
const unknown = failsWith('endpoint_not_found')
const refused = failsWith('endpoint_url_invalid', 'secret_not_found')

export const endpointsContract = {
  list: procedure('read')
    .route({ method: 'GET', path: '/endpoints', summary: 'The model servers and how they are', tags })
    .output(z.array(endpointSchema)),
  get: procedure('read')
    .route({ method: 'GET', path: '/endpoints/{name}', summary: 'A model server with its latest probes', tags })
    .input(byName)
    .output(endpointDetailSchema)
    .errors(unknown),
  add: procedure('operate', { naming: { secret: 'secrets' } })
    .route({
      method: 'POST',
      path: '/endpoints',
      summary: 'Add an OpenAI-compatible model server',
      description: 'It is probed at once and then by itself. Its key is a secret, given by name.',
      tags,
    })
    .input(endpointAddSchema)
    .output(endpointSchema)
    .errors({ ...refused, ...failsWith('endpoint_exists') }),
  edit: procedure('operate', { naming: { secret: 'secrets' } })
    .route({
      method: 'PATCH',
      path: '/endpoints/{name}',
      summary: 'Change a model server',
      description: 'Its key goes to another host, scheme or port only where the change names it again.',
      tags,
    })
    .input(endpointEditSchema)
    .output(endpointSchema)
    .errors({ ...unknown, ...refused, ...failsWith('endpoint_changed', 'secret_not_regranted') }),
  probe: procedure('operate')
    .route({
      method: 'POST',
      path: '/endpoints/{name}/probe',
      summary: 'Ask a model server now',
      description: 'Also while the kill switch is engaged: it is the operator who asks.',
      tags,
    })
    .input(
      byName.extend({
        unasked: z
          .boolean()
          .default(false)
          .meta({ description: 'Only where it was not asked since it was added or changed; an answer is waited for.' }),
      }),
    )
    .output(endpointDetailSchema)
    .errors(unknown),
  remove: procedure('operate')
    .route({
      method: 'DELETE',
      path: '/endpoints/{name}',
      summary: 'Forget a model server',
      description: 'Schedules that require it wait until there is one of its name.',
      tags,
    })
    .input(byName)
    .output(z.strictObject({ removed: endpointNameSchema }))
    .errors(unknown),
}
