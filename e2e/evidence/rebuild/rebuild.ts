import { type EventKind, eventKinds, type EventPayload, isEventKind } from '#schemas'
import { controlReducers } from './control-reducers.ts'
import { importReducers } from './import-reducers.ts'
import { jobReducers } from './job-reducers.ts'
import type { LedgerEvent, ReadBody, Reducers } from './reducer.ts'
import { runReducers } from './run-reducers.ts'
import { emptyTables, type Tables } from './tables.ts'

const reducers: Reducers = { ...jobReducers, ...runReducers, ...controlReducers, ...importReducers }

/** Kinds of events that change current state; the others tell of steps, workers and the core. */
export const reducedKinds = Object.keys(reducers)

/** Current state out of nothing but events and bodies. */
export function rebuild(events: Iterable<LedgerEvent>, body: ReadBody): Tables {
  const tables = emptyTables()
  for (const event of events) {
    if (!isEventKind(event.kind)) throw new Error(`Row ${event.seq} is of an unknown kind: ${event.kind}.`)
    reduce(event.kind, tables, event, body)
  }
  return tables
}

function reduce<K extends EventKind>(kind: K, tables: Tables, event: LedgerEvent, body: ReadBody): void {
  const payload = eventKinds[kind].parse(event.payload) as EventPayload<K>
  reducers[kind]?.(tables, { ...event, payload }, body)
}

/** How many jobs each state and how many queued ones each lane has. */
export function countsOf(tables: Tables): { states: Map<string, number>; lanes: Map<string, number> } {
  const states = new Map<string, number>()
  const lanes = new Map<string, number>()
  for (const { state, lane } of tables.job.values()) {
    states.set(state, (states.get(state) ?? 0) + 1)
    lanes.set(lane, (lanes.get(lane) ?? 0) + (state === 'queued' ? 1 : 0))
  }
  return { states, lanes }
}
