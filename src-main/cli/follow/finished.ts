import type { EventRecord, RunState } from '#schemas'
import type { Api } from '../reach/api.ts'

/** A run that ended, as DALI's worker printed it, and more: its three members come first. */
export interface FinishedRun {
  readonly status: 'complete' | 'failed' | 'kill_switch'
  readonly job_id: string
  readonly result?: unknown
  readonly error?: string
  readonly code?: string
  readonly run_id: string
  readonly run_state: RunState
  readonly job_state: string
  readonly verdict: string | null
}

const PAGE = 200

/** The runs that ended after row `after` of the ledger, and the row that was read up to. */
export async function finishedAfter(api: Api, after: number): Promise<{ runs: FinishedRun[]; upTo: number }> {
  const page = await api.events.page({ filter: { kind: ['run.finished'] }, after, limit: PAGE })
  const runs = await Promise.all(page.items.map((event) => finishedRun(api, event)))
  return { runs, upTo: page.more ? (page.items.at(-1)?.seq ?? after) : Math.max(after, page.head) }
}

async function finishedRun(api: Api, event: EventRecord): Promise<FinishedRun> {
  const run = await api.runs.get({ id: event.run_id ?? '' })
  const known = {
    run_id: run.id,
    run_state: run.state,
    job_state: String(event.payload['job_state']),
    verdict: run.verdict,
  }
  if (run.state === 'succeeded') return { status: 'complete', job_id: run.job_id, result: run.result, ...known }
  const byKillSwitch = run.state === 'killed' && event.payload['held_reason'] === 'kill_switch'
  return {
    status: byKillSwitch ? 'kill_switch' : 'failed',
    job_id: run.job_id,
    error: run.outcome?.message ?? run.state,
    ...(run.outcome && { code: run.outcome.code }),
    ...known,
  }
}
