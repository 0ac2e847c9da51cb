import type { Core } from '#core'
import { type EventDetail, taskTypes } from '#schemas'
import { eventsOf } from '../support/wait.ts'

/** A row of DALI's evidence. */
export interface EvidenceRow {
  readonly kind: string
  readonly payload: Record<string, unknown>
}

/** Members that name this process or this moment. */
const INCOMPARABLE = new Set(['worker_id', 'validator_mode', 'duration_ms'])

/** Our events of a run as DALI would have written them, without what cannot be compared. */
export async function evidenceOf(core: Core, run: string): Promise<EvidenceRow[]> {
  const details = await Promise.all((await eventsOf(core, { run })).map(({ seq }) => core.events.get(seq)))
  return details
    .filter((detail) => detail !== null)
    .flatMap(toDali)
    .map(comparable)
}

/** A recorded row without what cannot be compared; lease rows came and went with the moment. */
export function comparableRows(rows: readonly EvidenceRow[]): EvidenceRow[] {
  return rows.filter(({ kind }) => kind !== 'lease_heartbeat').map(comparable)
}

function comparable({ kind, payload }: EvidenceRow): EvidenceRow {
  return { kind, payload: withoutIncomparable(payload) }
}

function withoutIncomparable(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([name]) => !INCOMPARABLE.has(name))
      .map(([name, value]) => [name, name === 'results' ? commandsOf(value) : value]),
  )
}

function commandsOf(results: unknown): unknown {
  return taskTypes.test_runner_task.result.shape.results.parse(results).map(withoutIncomparable)
}

function toDali({ event, bodies }: EventDetail): EvidenceRow[] {
  const { payload } = event
  const body = (name: string) => bodies.find(({ id }) => id === idOf(payload[name]))?.value
  switch (event.kind) {
    case 'run.claimed':
      return [{ kind: 'claimed', payload: { worker_id: payload['worker'] } }]
    case 'run.header':
      return [
        {
          kind: 'run_header',
          payload: pick(payload, [
            'repo_root_resolved',
            'model_mode',
            'api_base',
            'model_name',
            'tool_policy_hash',
            'budgets_hash',
          ]),
        },
      ]
    case 'path.rejected':
      return [{ kind: 'path_rejected', payload: { ...fields(body('body')), reason: payload['reason'] } }]
    case 'tool.called':
      return [{ kind: 'tool_call', payload: { name: payload['tool'], validated_args: body('body') } }]
    case 'tool.returned':
      return [
        {
          kind: 'tool_result',
          payload: {
            name: payload['tool'],
            ...pick(payload, [
              'exit_code',
              'timed_out',
              'stdout_bytes',
              'stderr_bytes',
              'stdout_truncated',
              'stderr_truncated',
            ]),
          },
        },
      ]
    case 'model.request_summary':
      return [{ kind: 'model_request_summary', payload }]
    case 'run.finished':
      return payload['state'] === 'succeeded'
        ? [{ kind: 'complete', payload: fields(body('result')) }]
        : [{ kind: 'failed', payload: { error: body('message') } }]
    default:
      return []
  }
}

function idOf(ref: unknown): unknown {
  return fields(ref)['id']
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function pick(payload: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, payload[name]]))
}
