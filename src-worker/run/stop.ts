import { setMaxListeners } from 'node:events'
import { statSync } from 'node:fs'
import { RunEnd, stopped, type StopReason } from './run-end.ts'

/** Whether and how a run is to end before its work is done. The first cause that ends it at once is the one it is ended by. */
export interface Stop {
  /** Aborts when the run is to end now; its reason is the RunEnd. */
  readonly signal: AbortSignal
  /**
   * Asked for by the core. The kill switch lets the step under way end; the others do not.
   */
  request(reason: StopReason): void
  /** Found by the run itself, such as a budget that is used up. */
  end(end: RunEnd): void
  /** Throws when no further step may begin. `where` names the step in DALI's words. */
  check(where: string): void
}

export interface StopDeps {
  /** Exists while the kill switch is engaged; the core may be too busy to say so. */
  readonly killSwitchFile: string
}

export function createStop({ killSwitchFile }: StopDeps): Stop {
  const controller = new AbortController()
  const { signal } = controller
  // Every command and everyone who waits listens; more than ten is no leak.
  setMaxListeners(0, signal)
  let killSwitch = false

  function end(found: RunEnd): void {
    if (!signal.aborted) controller.abort(found)
  }

  return {
    signal,
    request(reason) {
      if (reason === 'kill_switch') killSwitch = true
      else end(stopped(reason, ''))
    },
    end,
    check(where) {
      signal.throwIfAborted()
      killSwitch ||= isThere(killSwitchFile)
      if (killSwitch) throw stopped('kill_switch', where)
    },
  }
}

/** As the core reads it: only a clear "no" counts as one. */
function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined
  } catch {
    return true
  }
}
