import { endpointSpecSchema } from '#schemas'
import type { ReadBody, Reducers } from './reducer.ts'

const specIn = (body: ReadBody, id: string) => endpointSpecSchema.parse(JSON.parse(body(id)))

export const endpointReducers: Reducers = {
  'endpoint.added'(tables, { at, payload: { endpoint: id, name, spec } }, body) {
    tables.endpoint.set(id, {
      id,
      name,
      ...specIn(body, spec.id),
      revision: 1,
      added_at: at,
      state: 'unknown',
      reason_code: null,
      reason_detail: null,
      state_since: at,
    })
  },
  'endpoint.changed'(tables, { payload: { endpoint, revision, spec } }, body) {
    Object.assign(tables.endpoint.get(endpoint) ?? {}, { ...specIn(body, spec.id), revision })
  },
  'endpoint.removed'(tables, { payload }) {
    tables.endpoint.delete(payload.endpoint)
  },
  'endpoint.state_changed'(tables, { at, payload: { endpoint, from, to, reason } }) {
    Object.assign(tables.endpoint.get(endpoint) ?? {}, {
      state: to,
      reason_code: reason?.code ?? null,
      reason_detail: reason?.detail ?? null,
      // Another reason for the same state leaves it as old as it is.
      ...(from !== to && { state_since: at }),
    })
  },
}
