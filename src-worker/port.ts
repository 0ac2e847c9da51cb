import type { FromWorker } from '#schemas/protocol'

/** The line to the core: messages go out in order, come in as they are, and it ends when the core does. */
export interface Port {
  send(message: FromWorker): void
  /** Resolves when what was sent so far has left this process. */
  flushed(): Promise<void>
  onMessage(receive: (message: unknown) => void): void
  onClose(closed: () => void): void
}

/**
 * The line of a worker that the core forked, or undefined in a process that nobody forked. What is sent in one turn of the
 * loop travels together: a message costs both sides as much as what most of them hold.
 */
export function createForkPort(): Port | undefined {
  if (process.send === undefined) return undefined
  const send = process.send.bind(process)
  let queued: FromWorker[] = []
  let onTheWay = 0
  let waiting: (() => void)[] = []

  // Called with an error when the line is cut: then the close handler ends the process, and nobody is left to tell.
  function left(): void {
    onTheWay -= 1
    if (onTheWay > 0) return
    for (const resolve of waiting) resolve()
    waiting = []
  }

  function flush(): void {
    const messages = queued
    queued = []
    if (process.connected) send(messages, undefined, undefined, left)
    else left()
  }

  return {
    send(message) {
      queued.push(message)
      if (queued.length > 1) return
      onTheWay += 1
      setImmediate(flush)
    },
    flushed: () => (onTheWay === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    onMessage: (receive) => void process.on('message', receive),
    onClose: (closed) => void process.on('disconnect', closed),
  }
}
