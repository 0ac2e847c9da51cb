import { ORPCError } from '@orpc/client'
import { z } from 'zod'
import { type OperationPreview, operationPreviewSchema } from '#schemas'

const staleSchema = z.object({ data: z.object({ preview: operationPreviewSchema }) })

/** The new preview that a refused start brings, where that is why it was refused. */
export function stalePreview(error: unknown): OperationPreview | undefined {
  if (!(error instanceof ORPCError) || error.code !== 'preview_stale') return undefined
  const read = staleSchema.safeParse(error.data)
  return read.success ? read.data.data.preview : undefined
}
