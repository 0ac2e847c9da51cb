import { z } from 'zod'

/** Name of a pool: jobs that name the same share its slots. */
export const poolNameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'must be 1 to 63 of a-z 0-9 . _ -, starting with a letter or digit')
  .meta({ id: 'PoolName', description: '1 to 63 of a-z 0-9 . _ -, starting with a letter or digit.' })

/** Slots that jobs share; each takes as many as its budget `max_concurrency_slots` says, all of them where that is more. */
export const poolSchema = z
  .strictObject({
    name: poolNameSchema,
    size: z.int().min(1).max(1000).meta({ description: 'Slots; 1 unless the operator said otherwise.' }),
    paused: z.boolean().meta({ description: 'No job of it starts.' }),
    known: z.boolean().meta({ description: 'Whether the operator set it; otherwise jobs only name it.' }),
    used: z.int().min(0).meta({ description: 'Slots taken by jobs that run.' }),
    running: z.int().min(0),
    queued: z.int().min(0).meta({ description: 'Jobs of it that are queued.' }),
  })
  .meta({ id: 'Pool' })
export type Pool = z.infer<typeof poolSchema>
