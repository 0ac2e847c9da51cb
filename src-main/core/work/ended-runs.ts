import type { Budgets, Usage } from '#schemas'
import type { Store, Write } from '#core/record'

/** A run that is over, as the figures over time want it. */
export interface EndedRun {
  readonly at: number
  readonly token: number
  readonly type: string
  readonly state: string
  readonly code: string | null
  /** Whether it ran elsewhere and was brought in. */
  readonly imported: boolean
  readonly readyAt: number
  readonly startedAt: number
  readonly usage: Usage
  /** Null where nobody knows any more what it used. */
  readonly budgets: Budgets | null
}

export interface EndedRuns {
  add(write: Write, run: EndedRun): void
}

/** The table that figures over time are read from: written with the end of a run, read by the reader thread. */
export function createEndedRuns(store: Store): EndedRuns {
  const insert = store.change<{
    at: number
    token: number
    type: string
    state: string
    code: string | null
    imported: number
    ready: number
    started: number
    time: number | null
    tools: number | null
    output: number | null
  }>(
    `INSERT INTO ended_run(at, token, type, state, code, imported, ready_at, started_at, time_share, tool_share, output_share)
     VALUES (:at, :token, :type, :state, :code, :imported, :ready, :started, :time, :tools, :output)`,
  )
  return {
    add(write, { at, token, type, state, code, imported, readyAt, startedAt, usage, budgets }) {
      insert.run(write, {
        at,
        token,
        type,
        state,
        code,
        imported: imported ? 1 : 0,
        ready: readyAt,
        started: startedAt,
        time: share(usage.wall_ms, budgets && budgets.max_wall_time_sec * 1000),
        tools: share(usage.tool_calls, budgets && budgets.max_tool_calls),
        output: share(usage.output_bytes, budgets && budgets.max_output_bytes),
      })
    },
  }
}

/** Thousandths of a limit; a limit of 0 has no shares. */
function share(used: number, limit: number | null): number | null {
  return limit === null || limit === 0 ? null : Math.floor((used * 1000) / limit)
}
