import { z } from 'zod'
import { idSchema } from '#schemas'

const kindName = z.string().regex(/^[a-z_]{1,32}\.[a-z_]{1,31}$/)

/** The ledger's part of the URL; all of it left out is the newest rows of everything. */
export const ledgerSearchSchema = z.object({
  /** Kinds, separated by commas. Kinds of a newer version are taken too. */
  kind: z
    .string()
    .transform((text) => text.split(',').filter((part) => part !== ''))
    .pipe(z.array(kindName).max(32))
    .transform((kinds) => kinds.join(','))
    .optional(),
  job: idSchema.optional(),
  run: idSchema.optional(),
  actor: z.string().min(1).max(64).optional(),
  /** The row that is open. */
  seq: z.coerce.number().int().min(1).optional(),
})
export type LedgerSearch = z.infer<typeof ledgerSearchSchema>

export interface LedgerFilter {
  kind?: string[]
  job?: string
  run?: string
  actor?: string
}

/** What the core is asked for. */
export function filterOf({ kind, job, run, actor }: LedgerSearch): LedgerFilter {
  return {
    ...(kind === undefined || kind === '' ? {} : { kind: kind.split(',') }),
    ...(job === undefined ? {} : { job }),
    ...(run === undefined ? {} : { run }),
    ...(actor === undefined ? {} : { actor }),
  }
}

export function isFiltered(filter: LedgerFilter): boolean {
  return Object.keys(filter).length > 0
}
