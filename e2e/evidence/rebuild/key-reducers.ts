import type { Reducers } from './reducer.ts'

export const keyReducers: Reducers = {
  'key.made'(tables, { seq, at, actor, payload: { key: id, name, hash, spec, expires_at } }, body) {
    const made = { seq, id, name, hash, spec: body(spec.id), made_at: at, made_by: actor }
    tables.api_key.set(id, { ...made, expires_at, revoked_at: null })
  },
  'key.revoked'(tables, { at, payload }) {
    Object.assign(tables.api_key.get(payload.key) ?? {}, { revoked_at: at })
  },
}
