import { formatWait } from '../format/index.ts'
import type { WaitingReason } from '../job.ts'
import { heldReasonTexts } from './states.ts'

const POWER_WORDS = {
  ac: 'energy is saved',
  battery: 'the machine runs on its battery',
  saver: 'the machine saves energy',
} as const

/** Why a job waits and what to do about it, in one or two short sentences. `nowMs` is the core's clock. */
export function waitingText(reason: WaitingReason, nowMs: number): string {
  switch (reason.code) {
    case 'kill_switch':
      return 'Waits: the kill switch is engaged. Release it to go on.'
    case 'starts_later':
      return `Starts ${formatWait(Date.parse(reason.at) - nowMs)}.`
    case 'retry_later':
      return `Tries again ${formatWait(Date.parse(reason.at) - nowMs)}.`
    case 'no_worker_offers':
      return `Waits: no worker offers ${reason.caps.join(', ')}. Start one, or change what the job requires.`
    case 'awaits_approval':
      return 'Waits for your approval.'
    case 'secrets_locked':
      return 'Waits: the secrets it was granted are locked. Unlock them to go on.'
    case 'no_worker':
      return 'Waits: no worker is running. Start Interlock with workers.'
    case 'no_free_slot':
      return `Waits for a free slot: ${reason.busy} of ${reason.slots} busy.`
    case 'workspace_in_use':
      return `Waits: job ${reason.job.slice(-8)} may write in the workspace ${reason.workspace}, and only one may at a time.`
    case 'pool_full':
      return `Waits for the pool ${reason.pool}: ${reason.used} of ${reason.size} ${reason.size === 1 ? 'slot' : 'slots'} taken.`
    case 'pool_paused':
      return `Waits: the pool ${reason.pool} is paused. Resume it to go on.`
    case 'saves_power':
      return `Waits: ${POWER_WORDS[reason.source]}, and this job may wait. It goes on with mains, or once Settings › Desktop says so.`
    case 'asleep':
      return 'Waits: the machine goes to sleep. It goes on when it wakes.'
    case 'draining':
      return reason.why === 'quit'
        ? 'Waits: Interlock quits once what runs has ended. It goes on at the next start.'
        : 'Waits: an update is installed once what runs has ended. It goes on afterwards.'
    case 'held':
      return heldReasonTexts[reason.reason]
    case 'starting':
      return 'Starts now.'
  }
}

/** The same in the two or three words of a list's cell. */
export function waitingWord(reason: WaitingReason, nowMs: number): string {
  switch (reason.code) {
    case 'kill_switch':
      return 'Kill switch'
    case 'starts_later':
    case 'retry_later':
      return capitalised(formatWait(Date.parse(reason.at) - nowMs))
    case 'no_worker_offers':
      return `No worker offers ${reason.caps.join(', ')}`
    case 'awaits_approval':
      return 'Needs approval'
    case 'secrets_locked':
      return 'Secrets locked'
    case 'no_worker':
      return 'No worker'
    case 'no_free_slot':
      return 'No free slot'
    case 'workspace_in_use':
      return 'Workspace in use'
    case 'pool_full':
      return 'Pool full'
    case 'pool_paused':
      return 'Pool paused'
    case 'saves_power':
      return 'Saves energy'
    case 'asleep':
      return 'Asleep'
    case 'draining':
      return reason.why === 'quit' ? 'Before quitting' : 'Before an update'
    case 'held':
      return reason.reason === 'kill_switch' ? 'Kill switch' : 'Held'
    case 'starting':
      return 'Starting'
  }
}

function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
