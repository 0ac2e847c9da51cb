import { z } from 'zod'
import { idSchema } from '../names.ts'
import { operationPreviewSchema, operationRequestSchema, operationSchema } from '../operation.ts'
import { cursorSchema, failsWith, procedure } from './base.ts'

const byId = z.strictObject({ id: idSchema })

export const operationsContract = {
  preview: procedure('read')
    .route({
      method: 'POST',
      path: '/operations/preview',
      summary: 'What a bulk operation would do',
      description: 'Over the whole set, by outcome, with what is left as it is and why. Nothing is changed.',
      tags: ['operations'],
    })
    .input(operationRequestSchema)
    .output(operationPreviewSchema),
  start: procedure('operate')
    .route({
      method: 'POST',
      path: '/operations',
      summary: 'Start a bulk operation that was previewed',
      description:
        'Takes the request of the preview with its `token` and `head`. Refused when what would change is not what the preview said.',
      tags: ['operations'],
    })
    .input(operationRequestSchema.safeExtend({ token: operationPreviewSchema.shape.token, head: z.int().min(0) }))
    .output(operationSchema)
    .errors(failsWith('preview_stale', 'operation_running')),
  get: procedure('read')
    .route({ method: 'GET', path: '/operations/{id}', summary: 'One bulk operation', tags: ['operations'] })
    .input(byId)
    .output(operationSchema)
    .errors(failsWith('operation_not_found')),
  list: procedure('read')
    .route({ method: 'GET', path: '/operations', summary: 'Bulk operations, newest first', tags: ['operations'] })
    .input(
      z.strictObject({
        cursor: cursorSchema.optional(),
        limit: z.coerce.number().int().min(1).max(100).default(20),
      }),
    )
    .output(z.strictObject({ items: z.array(operationSchema), next_cursor: z.string().nullable() }))
    .errors(failsWith('cursor_unreadable')),
  stop: procedure('operate')
    .route({
      method: 'POST',
      path: '/operations/{id}/stop',
      summary: 'Stop a bulk operation',
      description: 'What it has changed stays changed; the rest is not touched.',
      tags: ['operations'],
    })
    .input(byId)
    .output(operationSchema)
    .errors(failsWith('operation_not_found', 'operation_over')),
  undo: procedure('operate')
    .route({
      method: 'POST',
      path: '/operations/{id}/undo',
      summary: 'Undo a bulk operation',
      description:
        'Within 20 s of its end. Each job goes back to what it was if nothing else has happened to it; the others are counted with the reason. One that still runs is stopped first.',
      tags: ['operations'],
    })
    .input(byId)
    .output(operationSchema)
    .errors(failsWith('operation_not_found', 'undo_over', 'operation_running')),
}
