import { MAX_NAMED_JOBS, type OperationAct, type OperationRequest } from '#schemas'
import type { JobFilter } from '#schemas/contract'
import type { Chosen } from './selection.ts'

/** What a bulk act is asked for: the selection as it was when its button was pressed. */
export interface BulkAsk {
  readonly act: OperationAct
  readonly target: Pick<OperationRequest, 'filter' | 'ids' | 'except' | 'head'>
}

/**
 * The selected jobs as the core takes them: by name, or all that the filter matches up to the ledger row that was seen.
 * Undefined where more are named than can be.
 */
export function targetOf(chosen: Chosen, filter: JobFilter, head: number): BulkAsk['target'] | undefined {
  if (chosen.of === 'named') return chosen.ids.size > MAX_NAMED_JOBS ? undefined : { ids: [...chosen.ids] }
  if (chosen.except.size > MAX_NAMED_JOBS) return undefined
  return { filter, head, ...(chosen.except.size > 0 ? { except: [...chosen.except] } : {}) }
}
