import type { CoreClock } from '../../components/index.ts'

export interface SetCoreClock extends CoreClock {
  /** Takes a time the core has just said. */
  readonly set: (iso: string) => void
  /** Stands still at the time of the last contact until the next: what goes on meanwhile is not known. */
  readonly hold: (at: number | undefined) => void
  readonly goOn: () => void
}

/**
 * The core's clock, carried on by the browser's monotonic one, so that a browser clock that is ten minutes off changes
 * nothing. Before the core has spoken the browser's clock serves.
 */
export function createCoreClock(): SetCoreClock {
  let offset = Date.now() - performance.now()
  let heard = false
  const listeners = new Set<() => void>()
  let timer: ReturnType<typeof setTimeout> | undefined

  let heldAt: number | undefined

  const now = () => heldAt ?? offset + performance.now()
  const tick = () => {
    timer = undefined
    for (const tell of listeners) tell()
    schedule()
  }
  function schedule(): void {
    if (timer !== undefined || listeners.size === 0 || document.hidden) return
    timer = setTimeout(tick, 1000 - ((offset + performance.now()) % 1000))
  }
  const seen = () => {
    if (!document.hidden) tick()
  }

  return {
    now,
    set(iso) {
      const next = Date.parse(iso) - performance.now()
      heldAt = undefined
      // A message is late by its way here, never early: follow small steps forward at once, ignore small ones back.
      if (!heard || next > offset || offset - next > 250) offset = next
      heard = true
    },
    hold(at) {
      heldAt ??= at ?? now()
    },
    goOn() {
      heldAt = undefined
    },
    onTick(tell) {
      listeners.add(tell)
      document.addEventListener('visibilitychange', seen)
      schedule()
      return () => {
        listeners.delete(tell)
        if (listeners.size > 0) return
        document.removeEventListener('visibilitychange', seen)
        clearTimeout(timer)
        timer = undefined
      }
    },
  }
}
