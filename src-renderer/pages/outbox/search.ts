import { DELIVERY_STATES, type DeliveryState } from '#schemas'

/** What the page shows, as its address says it. */
export interface OutboxSearch {
  readonly state?: DeliveryState
  /** Only deliveries to this alias. */
  readonly alias?: string
  /** The delivery that is shown whole. */
  readonly id?: string
  /** The form of a new alias is open. */
  readonly add?: true
}

export function readOutboxSearch(raw: Record<string, unknown>): OutboxSearch {
  const state = DELIVERY_STATES.find((each) => each === raw['state'])
  // The router reads a name of digits as a number.
  const text = (value: unknown) => (typeof value === 'number' ? String(value) : value)
  const [alias, id] = [text(raw['alias']), text(raw['id'])]
  return {
    ...(state !== undefined && { state }),
    ...(typeof alias === 'string' && alias !== '' && { alias }),
    ...(typeof id === 'string' && id !== '' && { id }),
    ...((raw['add'] === true || raw['add'] === 'true') && { add: true }),
  }
}
