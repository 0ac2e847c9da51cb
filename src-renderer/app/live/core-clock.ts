import type { CoreClock } from '../../components/index.ts'

export interface SetCoreClock extends CoreClock {
  /** Takes a time the core has just said. */
  readonly set: (iso: string) => void
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

  const now = () => offset + performance.now()
  const tick = () => {
    timer = undefined
    for (const tell of listeners) tell()
    schedule()
  }
  function schedule(): void {
    if (timer !== undefined || listeners.size === 0 || document.hidden) return
    timer = setTimeout(tick, 1000 - (now() % 1000))
  }
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) tick()
  })

  return {
    now,
    set(iso) {
      const next = Date.parse(iso) - performance.now()
      // A message is late by its way here, never early: follow small steps forward at once, ignore small ones back.
      if (!heard || next > offset || offset - next > 250) offset = next
      heard = true
    },
    onTick(tell) {
      listeners.add(tell)
      schedule()
      return () => {
        listeners.delete(tell)
        if (listeners.size > 0) return
        clearTimeout(timer)
        timer = undefined
      }
    },
  }
}
