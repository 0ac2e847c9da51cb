import { ENDPOINT_STATES, type EndpointState } from '#schemas'

/** What the page shows, as its address says it. */
export interface EndpointsSearch {
  readonly state?: EndpointState
  /** Name of the endpoint that is shown whole; the first of the list without it. */
  readonly id?: string
  /** The form of a new one is open. */
  readonly add?: true
}

export function readEndpointsSearch(raw: Record<string, unknown>): EndpointsSearch {
  const state = ENDPOINT_STATES.find((each) => each === raw['state'])
  // The router reads a name of digits as a number.
  const id = typeof raw['id'] === 'number' ? String(raw['id']) : raw['id']
  return {
    ...(state !== undefined && { state }),
    ...(typeof id === 'string' && id !== '' && { id }),
    ...((raw['add'] === true || raw['add'] === 'true') && { add: true }),
  }
}
