import type { Reducers } from './reducer.ts'

export const controlReducers: Reducers = {
  'kill_switch.engaged'(tables, { at, payload }, body) {
    const row = tables.kill_switch
    // A file strengthens what the operator did, but does not take it over.
    const keepsSource = payload.source === 'file' && row.mode !== 'released'
    Object.assign(row, {
      mode: payload.mode,
      since: at,
      source: keepsSource ? row.source : payload.source,
      note: payload.note === null ? row.note : body(payload.note.id),
    })
  },
  'kill_switch.noted'(tables, { payload }, body) {
    tables.kill_switch.note = body(payload.note.id)
  },
  'kill_switch.released'(tables, { at }) {
    Object.assign(tables.kill_switch, { mode: 'released', since: at, source: null, note: null })
    tables.kill_switch_run.clear()
  },
  'workspace.added'(tables, { at, payload }, body) {
    tables.workspace.set(payload.name, {
      name: payload.name,
      path: body(payload.path.id),
      added_at: at,
      demo: payload.demo ? 1 : 0,
      toolchains: '[]',
      sandbox_floor: null,
    })
  },
  'workspace.toolchains_set'(tables, { payload }, body) {
    Object.assign(tables.workspace.get(payload.name) ?? {}, { toolchains: body(payload.toolchains.id) })
  },
  'workspace.sandbox_lowered'(tables, { payload }) {
    Object.assign(tables.workspace.get(payload.name) ?? {}, { sandbox_floor: payload.to })
  },
  'workspace.sandbox_restored'(tables, { payload }) {
    Object.assign(tables.workspace.get(payload.name) ?? {}, { sandbox_floor: null })
  },
  'workspace.removed'(tables, { payload }) {
    tables.workspace.delete(payload.name)
  },
}
