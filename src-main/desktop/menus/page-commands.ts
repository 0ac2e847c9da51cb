import type { PageCommand } from '#schemas'

/** Carries what menus want of the page to whichever page listens. */
export interface PageCommands {
  /** Hands it over; false where no page listens. */
  readonly send: (command: PageCommand) => boolean
  /** What comes from now on, until the signal aborts. */
  readonly follow: (signal: AbortSignal | undefined) => AsyncGenerator<PageCommand>
}

export function createPageCommands(): PageCommands {
  const readers = new Set<(command: PageCommand) => void>()

  return {
    send(command) {
      for (const read of readers) read(command)
      return readers.size > 0
    },
    async *follow(signal) {
      const waiting: PageCommand[] = []
      let wake = Promise.withResolvers<void>()
      const read = (command: PageCommand) => {
        waiting.push(command)
        wake.resolve()
      }
      const end = () => wake.resolve()
      readers.add(read)
      signal?.addEventListener('abort', end)
      try {
        for (;;) {
          if (signal?.aborted) return
          const next = waiting.shift()
          if (next !== undefined) yield next
          else {
            await wake.promise
            wake = Promise.withResolvers<void>()
          }
        }
      } finally {
        readers.delete(read)
        signal?.removeEventListener('abort', end)
      }
    },
  }
}
