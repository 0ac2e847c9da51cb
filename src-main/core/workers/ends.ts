import { limitTexts } from '#schemas/texts'
import type { ActiveRun } from './active-run.ts'
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
