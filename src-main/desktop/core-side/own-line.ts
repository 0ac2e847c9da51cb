import type { Server } from '#server'
import type { OpenLine } from './line.ts'

/** Lines to the core of this very process. Whoever sits before its windows is the operator. */
export function createOwnLines(connect: Server['connect']): OpenLine {
  return ({ opened, message }) => {
    const connection = connect({
      context: { actor: 'operator' },
      admit: () => undefined,
      send: (encoded) => {
        // The contract carries no files, so every message is text.
        if (typeof encoded === 'string') message(encoded)
        return Promise.resolve()
      },
    })
    queueMicrotask(opened)
    return {
      send: (text) => void connection.receive(text),
      close: connection.close,
    }
  }
}
