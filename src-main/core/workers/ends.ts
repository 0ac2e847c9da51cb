import { limitTexts } from '#schemas/texts'
import type { ActiveRun } from './active-run.ts'
import type { Admission } from '#core/control'
import { DEFAULT_APPROVAL_TIMEOUT_S } from '#schemas'
import type { Assignment } from '#schemas/protocol'
import type { KillIntent } from './run-ending.ts'
import type { Silence } from './watch.ts'
import type { WorkerExit } from './worker-process.ts'

/** What is recorded of a run whose worker was ended for its silence. */
export function silenceEnds(cause: Silence['cause'], seconds: number): KillIntent {
  switch (cause) {
    case 'wall_time':
      return { state: 'timed_out', code: 'max_wall_time_sec', message: limitTexts.max_wall_time_sec }
    case 'no_heartbeat':
      return {
        state: 'lost',
        code: 'worker_silent',
        message: `The worker sent no heartbeat for ${seconds} s and was ended.`,
      }
    case 'stuck':
      return {
        state: 'lost',
        code: 'worker_stuck',
        message: `The worker’s main thread did not move for ${seconds} s and was ended.`,
      }
  }
}

/** What is recorded of a run that was to stop before its worker knew of it. */
export const STOPPED_BEFORE: Record<'cancel' | 'kill_switch' | 'shutdown', KillIntent> = {
  cancel: { state: 'cancelled', code: 'cancelled', message: 'Cancelled by the operator.' },
  kill_switch: { state: 'killed', code: 'kill_switch', message: 'kill_switch:before_start' },
  shutdown: { state: 'killed', code: 'shutdown', message: 'Interlock was stopped.' },
}

interface GateFailure {
  readonly kind: 'failed'
  readonly message: string
}

/** What is recorded of a run that its gates did not let through. One that they leave to the operator waits for that. */
export function heldBack(
  admission: Extract<Admission, { kind: 'denied' | 'escalated' }> | GateFailure,
  { continuation }: Pick<Assignment, 'continuation'>,
): KillIntent {
  const { message } = admission
  if (admission.kind === 'denied') return { state: 'failed', code: admission.code, message }
  if (admission.kind === 'failed') return { state: 'lost', code: 'storage_failed', message }
  return {
    state: 'suspended',
    code: 'approval_pending',
    message,
    suspension: {
      kind: 'trust',
      ...admission.question,
      terms: {
        reasons: [{ by: 'trust', code: 'authorization_escalated', why: message }],
        priority: 0,
        timeoutMs: DEFAULT_APPROVAL_TIMEOUT_S * 1000,
        onTimeout: 'reject',
      },
      continuation,
    },
  }
}

/** Gates whose word could not be stored; the run is tried again as one whose worker was lost. */
export function gateFailed(error: unknown): GateFailure {
  const reason = error instanceof Error ? error.message : String(error)
  return { kind: 'failed', message: `What the trust gates decided could not be stored. ${reason}`.slice(0, 2000) }
}

/** Which run an event about a worker concerns. */
export function contextOf(run: ActiveRun | undefined): { job?: string; run?: string } {
  return run === undefined ? {} : { job: run.assignment.job.id, run: run.assignment.run }
}

/** How a worker process ended, with its last words. */
export function exitSentence(exit: WorkerExit): string {
  const how = exit.signal === null ? `ended with code ${exit.code ?? 'unknown'}` : `was ended by ${exit.signal}`
  const words = exit.lastWords.split('\n').at(-1) ?? ''
  return `The worker ${how}${words === '' ? '.' : `: ${words.slice(0, 300)}`}`
}
