import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Core } from '#core'
import type { ImportedJob, ImportSource, ImportSummary, UnreadableRow } from '#schemas'
import { aFolder, placeIn } from './test-core.ts'

const recorded = join(import.meta.dirname, '..', 'conformance', 'dali')

/** Everything an import said. */
export interface ImportReport {
  readonly source: ImportSource
  readonly jobs: readonly ImportedJob[]
  readonly unreadable: readonly UnreadableRow[]
  readonly summary: ImportSummary
}

/** A DALI repository of its own. */
export interface DaliRepository {
  readonly root: string
  readonly ledger: string
  readonly killSwitch: string
  readonly pidFile: string
  evidence(name: string, content: string): void
}

/** Bytes of a recorded ledger: `seed-ledger.jsonl` or one of `ledgers/`. */
export function recordedLedger(name: string): Buffer {
  return readFileSync(join(recorded, name === 'seed-ledger' ? '.' : 'ledgers', `${name}.jsonl`))
}

/** Lays a ledger out as DALI did, in a folder that goes with the test. */
export function aDaliRepository(ledger: string | Uint8Array): DaliRepository {
  const root = aFolder('dali')
  const state = join(root, 'workspace', 'local_exec', 'state')
  mkdirSync(state, { recursive: true })
  writeFileSync(join(state, 'jobs.jsonl'), ledger)
  return {
    root,
    ledger: join(state, 'jobs.jsonl'),
    killSwitch: join(state, 'KILL_SWITCH'),
    pidFile: join(state, 'worker.pid'),
    evidence: (name, content) => writeFileSync(placeIn(root, 'workspace', 'local_exec', 'evidence', name), content),
  }
}

/** An enqueue row as DALI wrote it; `job` over a small job that can be run. */
export function enqueueRow(id: string, job: Record<string, unknown> = {}, ts = '2026-02-22T11:12:22.441416Z'): string {
  const whole = {
    job_id: id,
    job_type: 'doc_compactor_task',
    created_at_utc: '2026-02-22T11:12:22.436191Z',
    payload: { inputs: ['README.md'], max_input_bytes: 65536, max_output_bytes: 65536 },
    budgets: { max_wall_time_sec: 60, max_tool_calls: 10, max_output_bytes: 65536, max_concurrency_slots: 1 },
    tool_policy: { allow_network: false, allow_subprocess: false, allowed_tools: [] },
    ...job,
  }
  return row({ ts_utc: ts, event: 'enqueue', validator_mode: 'jsonschema', job: whole })
}

/** Any row, with its line end. */
export function row(fields: Record<string, unknown>): string {
  return `${JSON.stringify({ ts_utc: '2026-02-22T11:12:24.435146Z', ...fields })}\n`
}

export function claimRow(id: string, worker = 'w1', lease = OVER): string {
  return row({ event: 'claim', job_id: id, worker_id: worker, lease_expires_unix: lease })
}

export function completeRow(id: string, result: unknown, worker = 'w1'): string {
  return row({ ts_utc: '2026-02-22T11:12:25Z', event: 'complete', job_id: id, worker_id: worker, result })
}

/** Seconds since 1970 when a lease is over, or still goes on. */
export const OVER = Date.parse('2026-02-22T11:13:24Z') / 1000
export function goesOn(): number {
  return Date.now() / 1000 + 600
}

/** Imports and gathers what is said. */
export async function importDali(
  core: Core,
  path: string,
  options: { workspace?: string; dry_run?: boolean } = {},
): Promise<ImportReport> {
  const jobs: ImportedJob[] = []
  const unreadable: UnreadableRow[] = []
  let source: ImportSource | undefined
  let summary: ImportSummary | undefined
  const signal = new AbortController().signal
  for await (const step of await core.exchange.importDali({ dry_run: false, ...options, path }, 'operator', signal)) {
    if (step.step === 'source') source = step.source
    else if (step.step === 'jobs') jobs.push(...step.jobs)
    else if (step.step === 'unreadable') unreadable.push(...step.rows)
    else summary = step.summary
  }
  if (source === undefined || summary === undefined)
    throw new Error('The import said neither where it began nor ended.')
  return { source, jobs, unreadable, summary }
}
