import { createORPCClient } from '@orpc/client'
import { StandardRPCLink } from '@orpc/client/standard'
import { ClientPeer } from '@orpc/standard-server-peer'
import type { CoreClient } from '#server/client'
import type { Line } from './line.ts'

/** A call of main to a core that is not there, or that went away before it answered. Whether it took effect is unknown. */
export class NoContact extends Error {
  override readonly name = 'NoContact'
  readonly code = 'no_contact'
}

const DEADLINE_MS = 10_000

/** Calls over a line that may be replaced: the same client goes on, whichever core it reaches. */
export interface LineClient {
  readonly client: CoreClient
  /** The line calls go over from now on. Those under way over the one before fail. */
  readonly use: (line: Line) => void
  /** What came over it. */
  readonly receive: (text: string) => void
  /** There is none: calls fail at once. */
  readonly drop: () => void
}

export function createLineClient(): LineClient {
  let peer: ClientPeer | undefined

  const link = new StandardRPCLink(
    {
      async call(request) {
        if (peer === undefined) throw new NoContact('There is no contact with the core.')
        // It ends the wait for an answer, not a stream that has begun.
        const late = new AbortController()
        const timer = setTimeout(() => late.abort(), DEADLINE_MS)
        const signal = request.signal ? AbortSignal.any([request.signal, late.signal]) : late.signal
        try {
          const response = await peer.request({ ...request, signal })
          return { ...response, body: () => Promise.resolve(response.body) }
        } catch (error) {
          if (request.signal?.aborted === true) throw error
          throw new NoContact('The core did not answer.', { cause: error })
        } finally {
          clearTimeout(timer)
        }
      },
    },
    // The server knows an address of this host as its own.
    { url: 'http://orpc' },
  )

  function drop(): void {
    peer?.close()
    peer = undefined
  }

  return {
    client: createORPCClient(link),
    use(line) {
      drop()
      peer = new ClientPeer((message) => {
        if (typeof message !== 'string') throw new Error('Only text goes to a core.')
        line.send(message)
      })
    },
    receive: (text) => void peer?.message(text),
    drop,
  }
}
