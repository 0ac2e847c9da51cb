import { z } from 'zod'
import { formatCount } from '../format/index.ts'
import { operationPreviewSchema } from '../operation.ts'
import { errorKind } from './define.ts'

export const operationErrors = {
  preview_stale: errorKind({
    status: 409,
    data: z.strictObject({ preview: operationPreviewSchema }),
    sentence: ({ preview }) =>
      `What would change is not what the preview said; it is ${formatCount(preview.changing)} ${preview.changing === 1 ? 'job' : 'jobs'} now.`,
    remedy: () => 'Nothing was changed. Look at the new preview and decide again.',
  }),
  operation_running: errorKind({
    status: 409,
    data: z.strictObject({ id: z.string() }),
    sentence: ({ id }) => `Another bulk operation is under way: ${id}.`,
    remedy: () => 'Nothing was changed. Wait for its end or stop it.',
  }),
  operation_not_found: errorKind({
    status: 404,
    data: z.strictObject({ id: z.string() }),
    sentence: ({ id }) => `There is no bulk operation ${id}.`,
    remedy: () => 'Look for its id among the latest bulk operations.',
  }),
  operation_over: errorKind({
    status: 409,
    data: z.strictObject({ id: z.string(), state: z.string() }),
    sentence: ({ id, state }) => `Operation ${id} is ${state}; there is nothing to stop.`,
    remedy: () => 'Nothing changed.',
  }),
  undo_over: errorKind({
    status: 409,
    data: z.strictObject({ id: z.string(), state: z.string() }),
    sentence: ({ id, state }) => `Operation ${id} is ${state} and cannot be undone any more.`,
    remedy: () => 'Nothing changed. An undo is possible for 20 s, where what was done has an inverse.',
  }),
  restore_impossible: errorKind({
    status: 409,
    data: z.strictObject({ id: z.string(), why: z.enum(['not_cancelled', 'changed_since', 'released_since']) }),
    sentence: ({ id, why }) =>
      why === 'not_cancelled'
        ? `Job ${id} was not cancelled while it waited, so there is nothing to undo.`
        : why === 'released_since'
          ? `The kill switch was released since job ${id} was cancelled, so it cannot be held by it again.`
          : `Something else has happened to job ${id} since it was cancelled.`,
    remedy: () => 'Nothing changed. To run it all the same, retry it.',
  }),
} as const
