/** Lets so many callers at once through; the others wait in line. */
export interface Slots {
  /** Resolves to what gives the slot back. Rejects with the signal's reason when it aborts first. */
  take(signal: AbortSignal): Promise<() => void>
}

export function createSlots(count: number): Slots {
  let free = count
  const line: (() => void)[] = []

  function giveBack(): void {
    const next = line.shift()
    if (next === undefined) free += 1
    else next()
  }

  return {
    async take(signal) {
      signal.throwIfAborted()
      if (free > 0) {
        free -= 1
        return once(giveBack)
      }
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const leave = () => {
        const at = line.indexOf(resolve)
        // Given a slot in this very moment: then the caller finds out by itself that it is stopped.
        if (at < 0) return
        line.splice(at, 1)
        reject(signal.reason)
      }
      line.push(resolve)
      signal.addEventListener('abort', leave, { once: true })
      await promise
      signal.removeEventListener('abort', leave)
      return once(giveBack)
    },
  }
}

function once(act: () => void): () => void {
  let done = false
  return () => {
    if (done) return
    done = true
    act()
  }
}
