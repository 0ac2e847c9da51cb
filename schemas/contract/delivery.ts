import { z } from 'zod'
import {
  aliasNameSchema,
  aliasSchema,
  aliasSpecSchema,
  deliveryDetailSchema,
  deliverySchema,
  deliveryStateSchema,
  outboxSchema,
} from '../delivery.ts'
import { idSchema } from '../names.ts'
import { secretNameSchema } from '../secrets.ts'
import { cursorSchema, failsWith, procedure } from './base.ts'

const one = z.strictObject({ id: idSchema })

export const outboxContract = {
  get: procedure('read')
    .route({ method: 'GET', path: '/outbox', summary: 'Whether news is sent, and what waits', tags: ['delivery'] })
    .output(outboxSchema),
  pause: procedure('operate')
    .route({
      method: 'POST',
      path: '/outbox/pause',
      summary: 'Send nothing until it is resumed',
      description: 'What comes meanwhile waits. The built-in inbox is filled all the same.',
      tags: ['delivery'],
    })
    .output(outboxSchema),
  resume: procedure('operate')
    .route({ method: 'POST', path: '/outbox/resume', summary: 'Send again', tags: ['delivery'] })
    .output(outboxSchema),
  list: procedure('read')
    .route({ method: 'GET', path: '/outbox/deliveries', summary: 'Deliveries, newest first', tags: ['delivery'] })
    .input(
      z.strictObject({
        state: deliveryStateSchema.optional(),
        alias: aliasNameSchema.optional(),
        cursor: cursorSchema.optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
    )
    .output(z.strictObject({ items: z.array(deliverySchema), next_cursor: cursorSchema.nullable() })),
  delivery: procedure('read')
    .route({
      method: 'GET',
      path: '/outbox/deliveries/{id}',
      summary: 'A delivery with what it says and its receipts',
      tags: ['delivery'],
    })
    .input(one)
    .output(deliveryDetailSchema)
    .errors(failsWith('delivery_not_found')),
  retry: procedure('operate')
    .route({ method: 'POST', path: '/outbox/deliveries/{id}/retry', summary: 'Try it again now', tags: ['delivery'] })
    .input(one)
    .output(deliverySchema)
    .errors(failsWith('delivery_not_found', 'delivery_state', 'alias_not_found')),
  discard: procedure('operate')
    .route({ method: 'POST', path: '/outbox/deliveries/{id}/discard', summary: 'Send it never', tags: ['delivery'] })
    .input(one)
    .output(deliverySchema)
    .errors(failsWith('delivery_not_found', 'delivery_state')),
}

const named = z.strictObject({ name: aliasNameSchema })

export const aliasesContract = {
  list: procedure('read')
    .route({ method: 'GET', path: '/aliases', summary: 'Where news can be sent', tags: ['delivery'] })
    .output(z.array(aliasSchema)),
  set: procedure('policy')
    .route({
      method: 'PUT',
      path: '/aliases/{name}',
      summary: 'Make an alias, or change it as a whole',
      description: 'With a `revision`, only where nobody changed it since; 0 only makes one.',
      tags: ['delivery'],
    })
    .input(
      named.extend({
        spec: aliasSpecSchema,
        revision: z.int().min(0).optional(),
        secret_again: secretNameSchema.optional().meta({
          description: 'Names its secret once more, where it goes to another host, scheme or port than before.',
        }),
      }),
    )
    .output(aliasSchema)
    .errors(failsWith('alias_changed', 'alias_built_in', 'too_many_aliases', 'secret_not_regranted')),
  remove: procedure('policy')
    .route({ method: 'DELETE', path: '/aliases/{name}', summary: 'Remove an alias', tags: ['delivery'] })
    .input(named.extend({ force: z.boolean().default(false).meta({ description: 'Discard what waits for it.' }) }))
    .output(z.strictObject({ removed: aliasNameSchema, discarded: z.int() }))
    .errors(failsWith('alias_not_found', 'alias_built_in', 'alias_in_use')),
  test: procedure('operate')
    .route({
      method: 'POST',
      path: '/aliases/{name}/test',
      summary: 'Send a test through it, once',
      description: 'Answers after the try, or after 30 s. Quiet hours and digests are passed over.',
      tags: ['delivery'],
    })
    .input(named)
    .output(deliverySchema)
    .errors(failsWith('alias_not_found')),
}
