/** Runs each key's action at once, then at most every `everyMs`, or as seldom as the key itself asks; what comes in between runs once at the end. */
export function createRefetchGate(options: {
  everyMs: number
  now: () => number
  after: (ms: number, run: () => void) => () => void
}) {
  const last = new Map<string, number>()
  const due = new Map<string, () => void>()

  return {
    run(key: string, action: () => void, everyMs = options.everyMs): void {
      if (due.has(key)) return
      const wait = (last.get(key) ?? -Infinity) + everyMs - options.now()
      const act = () => {
        due.delete(key)
        last.set(key, options.now())
        action()
      }
      if (wait <= 0) act()
      else due.set(key, options.after(wait, act))
    },
    stop(): void {
      for (const cancel of due.values()) cancel()
      due.clear()
    },
  }
}
