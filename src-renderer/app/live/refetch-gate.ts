interface Turn {
  /** What came meanwhile; it runs once when this turn is over. */
  next: (() => Promise<unknown>) | undefined
  cancel: () => void
}

/**
 * Runs each key's action at once, then at most every `everyMs`, or as seldom as the key itself asks, and never before the
 * last one is done: answers that take longer than that would never come. What comes in between runs once at the end.
 */
export function createRefetchGate(options: {
  everyMs: number
  now: () => number
  after: (ms: number, run: () => void) => () => void
}) {
  const turns = new Map<string, Turn>()
  let stopped = false

  function begin(key: string, action: () => Promise<unknown>, everyMs: number): void {
    const turn: Turn = { next: undefined, cancel: () => undefined }
    const startedAt = options.now()
    turns.set(key, turn)
    const rest = () => {
      if (stopped) return
      turn.cancel = options.after(Math.max(0, startedAt + everyMs - options.now()), () => {
        turns.delete(key)
        if (turn.next) begin(key, turn.next, everyMs)
      })
    }
    void action().then(rest, rest)
  }

  return {
    run(key: string, action: () => Promise<unknown>, everyMs = options.everyMs): void {
      const turn = turns.get(key)
      if (turn) turn.next = action
      else begin(key, action, everyMs)
    },
    stop(): void {
      stopped = true
      for (const { cancel } of turns.values()) cancel()
      turns.clear()
    },
  }
}
