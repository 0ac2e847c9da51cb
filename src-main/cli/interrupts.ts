import { constants } from 'node:os'

/** Signals by which people and systems ask a program to end. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** What to do when somebody wants the command to end before it is done. */
export interface Interrupts {
  /** Aborts at the first such signal; the second one ends the process. Before the first call, signals act as usual. */
  readonly signal: () => AbortSignal
  /** Exit code of a command that ended because of a signal, as shells expect it; undefined when there was none. */
  readonly exitCode: () => number | undefined
  /** Lets signals act as usual again. */
  readonly dispose: () => void
}

export function createInterrupts(): Interrupts {
  const controller = new AbortController()
  let received: (typeof SIGNALS)[number] | undefined
  let listening = false

  const listener = (signal: NodeJS.Signals) => {
    if (received !== undefined) process.exit(128 + constants.signals[signal])
    received = SIGNALS.find((known) => known === signal)
    controller.abort()
  }

  return {
    signal() {
      if (!listening) for (const signal of SIGNALS) process.on(signal, listener)
      listening = true
      return controller.signal
    },
    exitCode: () => (received === undefined ? undefined : 128 + constants.signals[received]),
    dispose() {
      for (const signal of SIGNALS) process.off(signal, listener)
      listening = false
    },
  }
}
