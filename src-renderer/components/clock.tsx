import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react'

/** The core's clock as the console knows it, and a tick each second while the page is visible. */
export interface CoreClock {
  /** Milliseconds since 1970 by the core's clock. */
  readonly now: () => number
  /** Calls `tick` about once a second; returns what stops it. */
  readonly onTick: (tick: () => void) => () => void
}

const ClockContext = createContext<CoreClock | undefined>(undefined)

export function ClockRoom({ clock, children }: { clock: CoreClock; children: ReactNode }) {
  return <ClockContext value={clock}>{children}</ClockContext>
}

export function useCoreClock(): CoreClock {
  const clock = useContext(ClockContext)
  if (!clock) throw new Error('No clock around this component.')
  return clock
}

/** Now by the core's clock, in whole seconds, re-rendering once a second. Use it only in what is in view. */
export function useNow(): number {
  const clock = useCoreClock()
  return useSyncExternalStore(clock.onTick, () => Math.floor(clock.now() / 1000) * 1000)
}
