import type { EventKind, EventPayload } from '#schemas'
import type { Ledger, Store } from '#core/record'

/** Records an event about a worker without waiting. Losing one to a full disk must not lose the worker. */
export type RecordWorkerEvent = <K extends EventKind>(
  kind: K,
  payload: EventPayload<K>,
  context?: { job?: string; run?: string; actor?: string },
) => void

export function createWorkerEvents(
  store: Store,
  ledger: Ledger,
  onTrouble: (what: string, error: unknown) => void,
): RecordWorkerEvent {
  return (kind, payload, context = {}) => {
    store
      .write((write) => ledger.append(write, kind, payload, { actor: 'supervisor', ...context }), { durable: false })
      .catch((error: unknown) => onTrouble(`The event ${kind}`, error))
  }
}
