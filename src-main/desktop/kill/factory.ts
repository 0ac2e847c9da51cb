import type { KillSwitch } from '#schemas'
import type { CoreState } from '../core-side/types.ts'

/** A kill switch of a test; engaged ones were so by the operator. */
export function aSwitch(over: Partial<KillSwitch> = {}): KillSwitch {
  return {
    mode: 'released',
    since: '2025-11-20T10:42:07.000Z',
    source: 'operator',
    note: null,
    file_present: false,
    stopping: [],
    killed: [],
    waiting: 0,
    ended_ms: null,
    processes_ended: null,
    ...over,
  }
}

/** What main knows of a core of a test: nothing runs, nothing waits. */
export function aCore(over: Partial<CoreState> = {}): CoreState {
  return {
    mode: 'own',
    contact: 'live',
    canRunHere: false,
    otherVersion: null,
    killSwitch: aSwitch(),
    running: 0,
    queued: 0,
    pendingApprovals: 0,
    ...over,
  }
}
