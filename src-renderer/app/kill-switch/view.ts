import type { KillSwitch } from '#schemas'
import type { LiveState } from '../live/live.ts'

/** What the kill switch may be shown as. Only what the core confirmed is called by its name. */
export type SwitchView =
  | { show: 'unknown'; last: KillSwitch | undefined; asked: boolean }
  | { show: 'engaging'; hard: boolean }
  | { show: 'released' }
  | { show: 'engaged' | 'engaged_hard'; state: KillSwitch }

/** `asked` is what this page has sent and the core has not confirmed yet. */
export function switchView(
  contact: LiveState['contact'],
  state: KillSwitch | undefined,
  asked: 'engaged' | 'engaged_hard' | undefined,
): SwitchView {
  if (contact !== 'live' || !state) return { show: 'unknown', last: state, asked: asked !== undefined }
  if (asked !== undefined && !reached(state, asked)) return { show: 'engaging', hard: asked === 'engaged_hard' }
  return state.mode === 'released' ? { show: 'released' } : { show: state.mode, state }
}

/** Whether the core has confirmed at least what was asked. */
export function reached(state: KillSwitch | undefined, asked: 'engaged' | 'engaged_hard'): boolean {
  return state !== undefined && (state.mode === 'engaged_hard' || state.mode === asked)
}
