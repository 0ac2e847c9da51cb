import { type EventKind, eventKinds, type EventPayload, type EventRecord } from '#schemas'

/** The payload of an event, if it is of this kind and can be read. */
export function payloadOf<K extends EventKind>(event: EventRecord, kind: K): EventPayload<K> | undefined {
  if (event.kind !== kind) return undefined
  const parsed = eventKinds[kind].safeParse(event.payload)
  // TypeScript loses that `eventKinds[kind]` parses to `EventPayload<K>` for a generic kind.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return parsed.success ? (parsed.data as EventPayload<K>) : undefined
}
