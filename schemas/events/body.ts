import { z } from 'zod'

/**
 * Where an event's body lies and what proves it. `digest` is SHA-256 over a random salt and the bytes, both kept with the
 * body and deleted with it, so that what remains in the ledger lets nobody guess a short text.
 */
export const bodyRefSchema = z
  .strictObject({
    id: z.string().max(64),
    size: z.int().min(0),
    digest: z.string().regex(/^[0-9a-f]{64}$/),
  })
  .meta({ id: 'BodyRef' })
export type BodyRef = z.infer<typeof bodyRefSchema>
