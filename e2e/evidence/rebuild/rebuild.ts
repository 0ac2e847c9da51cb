import { type EventKind, eventKinds, type EventPayload, isEventKind, jobSpecSchema } from '#schemas'
import { controlReducers } from './control-reducers.ts'
import { endpointReducers } from './endpoint-reducers.ts'
import { agentReducers } from './agent-reducers.ts'
import { approvalReducers } from './approval-reducers.ts'
import { chainReducers, tellChains } from './chain-reducers.ts'
import { deliveryReducers } from './delivery-reducers.ts'
import { importReducers } from './import-reducers.ts'
import { jobReducers } from './job-reducers.ts'
import { keyReducers } from './key-reducers.ts'
import { operationReducers } from './operation-reducers.ts'
import type { LedgerEvent, ReadBody, Reducers } from './reducer.ts'
import { reviewReducers } from './review-reducers.ts'
import { runReducers } from './run-reducers.ts'
import { scheduleReducers, tellSchedules } from './schedule-reducers.ts'
import { emptyTables, type Tables } from './tables.ts'
import { trustReducers } from './trust-reducers.ts'

const reducers: Reducers = {
  ...jobReducers,
  ...runReducers,
  ...controlReducers,
  ...importReducers,
  ...reviewReducers,
  ...operationReducers,
  ...deliveryReducers,
  ...agentReducers,
  ...endpointReducers,
  ...keyReducers,
  ...trustReducers,
  ...scheduleReducers,
  ...chainReducers,
  ...approvalReducers,
}

/** Kinds of events that change current state; the others tell of steps, workers and the core. */
export const reducedKinds = Object.keys(reducers)

/** Current state out of nothing but events and bodies. */
export function rebuild(events: Iterable<LedgerEvent>, body: ReadBody): Tables {
  const tables = emptyTables()
  for (const event of events) {
    if (!isEventKind(event.kind)) throw new Error(`Row ${event.seq} is of an unknown kind: ${event.kind}.`)
    reduce(event.kind, tables, event, body)
    tellSchedules(tables, event)
    tellChains(tables, event, body)
  }
  return tables
}

function reduce<K extends EventKind>(kind: K, tables: Tables, event: LedgerEvent, body: ReadBody): void {
  const payload = eventKinds[kind].parse(event.payload) as EventPayload<K>
  reducers[kind]?.(tables, { ...event, payload }, body)
}

/** The runs that ended, as the figures over time are read from them: nothing in it that the runs and jobs do not hold. */
export function endedRunsOf(tables: Tables, imported: ReadonlySet<string>, body: ReadBody): object[] {
  return [...tables.run.values()].flatMap((run) => {
    const job = tables.job.get(run.job_id)
    if (run.finished_at === null || job === undefined) return []
    const { budgets } = jobSpecSchema.parse(JSON.parse(body(job.spec)))
    // What a run had used when its core ended is not known.
    const share = (used: number, limit: number) =>
      limit === 0 || run.code === 'core_stopped' ? null : Math.floor((used * 1000) / limit)
    return [
      {
        at: run.finished_at,
        token: run.token,
        type: job.type,
        state: run.state,
        code: run.code,
        imported: imported.has(run.id) ? 1 : 0,
        ready_at: run.ready_at,
        started_at: run.started_at,
        time_share: share(run.wall_ms, budgets.max_wall_time_sec * 1000),
        tool_share: share(run.tool_calls, budgets.max_tool_calls),
        output_share: share(run.output_bytes, budgets.max_output_bytes),
      },
    ]
  })
}

/** How many artifacts each state has. */
export function artifactCountsOf(tables: Tables): Map<string, number> {
  const states = new Map<string, number>()
  for (const { state } of tables.artifact.values()) states.set(state, (states.get(state) ?? 0) + 1)
  return states
}

/** How many jobs each state has. */
export function countsOf(tables: Tables): Map<string, number> {
  const states = new Map<string, number>()
  for (const { state } of tables.job.values()) states.set(state, (states.get(state) ?? 0) + 1)
  return states
}
