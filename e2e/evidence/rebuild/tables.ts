import { type ChainTables, emptyChainTables } from './chain-tables.ts'
import { type AgentTables, emptyAgentTables } from './agent-tables.ts'
import { type DeliveryTables, emptyDeliveryTables } from './delivery-tables.ts'
import { type ApprovalTables, emptyApprovalTables } from './approval-tables.ts'
import { emptyScheduleTables, type ScheduleTables } from './schedule-tables.ts'
import { emptyTrustTables, type TrustTables } from './trust-tables.ts'

/** Current state as far as it is evidence: the same columns as in the database, by primary key. */
export interface Tables {
  readonly job: Map<string, JobRow>
  readonly job_origin: Map<string, JobOriginRow>
  readonly run: Map<string, RunRow>
  readonly artifact: Map<string, ArtifactRow>
  readonly promotion: Map<string, PromotionRow>
  readonly operation: Map<string, OperationRow>
  readonly operation_job: Map<string, OperationJobRow>
  readonly workspace: Map<string, WorkspaceRow>
  readonly telling: DeliveryTables
  readonly asking: ApprovalTables
  readonly trust: TrustTables
  readonly schedules: ScheduleTables
  readonly chains: ChainTables
  readonly agents: AgentTables
  readonly kill_switch: KillSwitchRow
  readonly kill_switch_run: Map<string, KilledRunRow>
  readonly endpoint: Map<string, EndpointRow>
  readonly api_key: Map<string, object>
}

export interface JobRow {
  seq: number
  id: string
  short: string
  type: string
  payload_version: number
  title: string
  state: string
  held_reason: string | null
  workspace: string
  requires: string
  lane: string
  priority: number
  compat: string | null
  idempotency_key: string | null
  created_at: number
  run_at: number | null
  ready_at: number | null
  finished_at: number | null
  attempts: number
  max_attempts: number
  runs: number
  last_run: string | null
  cancel_requested: number
  verdict: string | null
  outcome_code: string | null
  outcome_message: string | null
  spec: string
}

export interface JobOriginRow {
  job: number
  kind: string
  schedule: string
  firing: string
}

export interface RunRow {
  id: string
  job_id: string
  number: number
  state: string
  worker: string
  token: number
  ready_at: number
  started_at: number
  finished_at: number | null
  attempt_used: number
  code: string | null
  message: string | null
  verdict: string | null
  wall_ms: number
  tool_calls: number
  output_bytes: number
  output: string | null
  result: string | null
  /** Parsed; the table holds its text. */
}

export interface ArtifactRow {
  id: string
  job_id: string
  run_id: string
  kind: string
  name: string
  media_type: string
  size: number
  state: string
  body: string
  created_at: number
  workspace: string
  revision: number
  undo_to: string | null
  decided_at: number | null
  decided_by: string | null
  note: string | null
  promotion: string | null
  busy: number
  made_seq: number | null
}

export interface PromotionRow {
  id: string
  artifact_id: string
  target: string
  state: string
  effect: string
  content: string
  previous: string | null
  note: string | null
  actor: string
  begun_at: number
  ended_at: number | null
  problem: string | null
}

export interface OperationRow {
  seq: number
  id: string
  act: string
  priority: number | null
  state: string
  actor: string
  filter: string
  planned: number
  changes: string
  skipped: string
  changed: number
  restored: number
  stopped_by: string | null
  left_out: string
  kept: string | null
  started_at: number
  ended_at: number | null
}

export interface OperationJobRow {
  operation: string
  job_seq: number
  event: number
}

export interface WorkspaceRow {
  name: string
  path: string
  added_at: number
  demo: number
  toolchains: string
  sandbox_floor: string | null
}

export interface KillSwitchRow {
  id: number
  mode: string
  since: number | null
  source: string | null
  note: string | null
}

export interface KilledRunRow {
  run_id: string
  job_id: string
}

export interface EndpointRow {
  id: string
  name: string
  url: string
  secret: string | null
  model: string | null
  interval_s: number
  timeout_ms: number
  slow_ms: number
  revision: number
  added_at: number
  state: string
  reason_code: string | null
  reason_detail: string | null
  state_since: number
}

/**
 * What the database holds beside the ledger and bodies that no event tells, and why:
 * - `process`: processes that are alive now, for the sweep after a crash; nothing of it outlives a start.
 * - `desk`: what the operator has arranged for themselves (views, columns, keys): a preference, not something that happened.
 * - `segment.closed_at`, `checkpoint.at`: when a proof was written down, not what it proves.
 * - `body.media`: how a body is shown; its bytes are evidence, their display is not.
 * - `endpoint_probe`: how long each probe took; what the probes made of an endpoint's state is an event.
 * - `migration`: which schema the file has.
 * - `api_key_use`: when a key was used last, to the minute; what was done with it is events.
 * - `agent_seen`, `group_pulse`: when somebody was heard of last; what follows from a silence is an event.
 * - `short_id`, `short_id_until`: an index of `job.short`; what is not in it yet is found without it.
 *
 * The index of words, `search.db`, is no part of the database at all: `e2e/search` shows that one made anew is the same.
 */
export const NOT_EVIDENCE = [
  'process',
  'desk',
  'segment',
  'checkpoint',
  'body',
  'migration',
  'endpoint_probe',
  'short_id',
  'short_id_until',
  // When schedules and firings are looked at next is worked out anew from them; the lease is held for the look only.
  'due',
  'scan_lease',
  // Jobs that are over and whose links are still to be decided; a row goes with the decisions about it.
  'chain_end',
  'api_key_use',
  'agent_seen',
  'group_pulse',
] as const

export function emptyTables(): Tables {
  return {
    job: new Map(),
    job_origin: new Map(),
    run: new Map(),
    artifact: new Map(),
    promotion: new Map(),
    operation: new Map(),
    operation_job: new Map(),
    workspace: new Map(),
    telling: emptyDeliveryTables(),
    trust: emptyTrustTables(),
    schedules: emptyScheduleTables(),
    chains: emptyChainTables(),
    agents: emptyAgentTables(),
    asking: emptyApprovalTables(),
    kill_switch: { id: 1, mode: 'released', since: null, source: null, note: null },
    kill_switch_run: new Map(),
    endpoint: new Map(),
    api_key: new Map(),
  }
}
