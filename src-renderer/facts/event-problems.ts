import type { EventPayload, EventRecord } from '#schemas'
import { inWords } from './code-words.ts'
import { payloadOf } from './event-payload.ts'

/** Whether an event is one that a person looking for trouble wants to see. */
export function isProblem(event: EventRecord): boolean {
  const returned = payloadOf(event, 'tool.returned')
  if (returned) return failed(returned)
  const finished = payloadOf(event, 'run.finished')
  if (finished) return finished.state !== 'succeeded' && finished.state !== 'suspended'
  const imported = payloadOf(event, 'run.imported')
  if (imported) return imported.state !== 'succeeded'
  const tested = payloadOf(event, 'worker.self_tested')
  if (tested) return tested.broken.length > 0
  return PROBLEMS.has(event.kind)
}

export function failed({ timed_out, error, signal, exit_code }: EventPayload<'tool.returned'>): boolean {
  return timed_out || error !== null || signal !== null || (exit_code !== null && exit_code !== 0)
}

const PROBLEMS = new Set([
  'path.rejected',
  'run.stop_requested',
  'run.late_message',
  'job.held',
  'job.sandbox_lowered',
  'workspace.sandbox_lowered',
  'worker.silent',
  'worker.misbehaved',
  'worker.transient_error',
  'row.quarantined',
  'artifact.promotion_failed',
  'artifact.undo_failed',
  'delivery.failed',
  'group.member_alerted',
])

/** `exit 0`, `timed out`, or why it ended otherwise. */
export function endOf(returned: EventPayload<'tool.returned'>): string {
  if (returned.timed_out) return 'timed out'
  if (returned.error !== null) return inWords(returned.error)
  if (returned.signal !== null) return returned.signal
  return returned.exit_code === null ? '' : `exit ${returned.exit_code}`
}
