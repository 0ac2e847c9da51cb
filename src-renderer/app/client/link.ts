import type { ClientContext } from '@orpc/client'
import { StandardRPCLink, type StandardLinkClient } from '@orpc/client/standard'

/** Milliseconds a call may take, where that differs from the usual. */
export interface CallContext extends ClientContext {
  deadlineMs?: number
}

export const USUAL_DEADLINE_MS = 10_000
const FIRST_RETRY_MS = 200
const LONGEST_RETRY_MS = 2000

/** A call that got no answer: the connection was lost, or the time was up. Whether it took effect is unknown. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
}

/** What becomes of a connection that is being opened. */
export interface ConnectionEvents {
  opened: (client: StandardLinkClient<CallContext>) => void
  /** It is over, or could not be opened. */
  closed: () => void
}

export interface LinkOptions {
  /** Opens a connection. @returns what closes it */
  open: (events: ConnectionEvents) => () => void
  onOpen?: (() => void) | undefined
  onClose?: (() => void) | undefined
}

/**
 * Calls over one connection that is opened again whenever it closes. A call waits for a connection as long as its deadline
 * allows; none is ever sent twice, since nobody knows whether the first took effect.
 */
export function createLink({ open, onOpen, onClose }: LinkOptions) {
  let current: { client: StandardLinkClient<CallContext> } | undefined
  let closeCurrent = () => {}
  let waiting: (() => void)[] = []
  let retryMs = FIRST_RETRY_MS
  let timer: ReturnType<typeof setTimeout> | undefined
  let stopped = false

  function connect(): void {
    clearTimeout(timer)
    let connection: typeof current
    closeCurrent = open({
      opened(client) {
        current = connection = { client }
        retryMs = FIRST_RETRY_MS
        for (const go of waiting.splice(0)) go()
        onOpen?.()
      },
      closed() {
        if (connection !== undefined && current === connection) current = undefined
        if (stopped) return
        onClose?.()
        clearTimeout(timer)
        timer = setTimeout(connect, retryMs)
        retryMs = Math.min(LONGEST_RETRY_MS, retryMs * 2)
      },
    })
  }

  function connected(signal: AbortSignal): Promise<StandardLinkClient<CallContext>> {
    if (current) return Promise.resolve(current.client)
    return new Promise((resolve, reject) => {
      const go = () => (current ? resolve(current.client) : undefined)
      waiting.push(go)
      signal.addEventListener('abort', () => {
        waiting = waiting.filter((each) => each !== go)
        reject(new NoAnswer('No connection to the core.'))
      })
    })
  }

  const link = new StandardRPCLink<CallContext>(
    {
      async call(request, options, path, input) {
        // The deadline ends the wait for the answer, not a stream that has begun, so it is its own signal.
        const deadline = new AbortController()
        const ms = options.context.deadlineMs ?? USUAL_DEADLINE_MS
        const late = setTimeout(() => deadline.abort(), ms)
        const signal = request.signal ? AbortSignal.any([request.signal, deadline.signal]) : deadline.signal
        try {
          const client = await connected(signal)
          return await client.call({ ...request, signal }, options, path, input)
        } catch (error) {
          if (request.signal?.aborted === true || error instanceof NoAnswer) throw error
          throw new NoAnswer(deadline.signal.aborted ? `No answer within ${ms} ms.` : 'The connection was lost.', {
            cause: error,
          })
        } finally {
          clearTimeout(late)
        }
      },
    },
    // The server knows an address of this host as its own, like the link of the library.
    { url: 'http://orpc' },
  )

  return {
    link,
    start: connect,
    stop() {
      stopped = true
      clearTimeout(timer)
      closeCurrent()
    },
  }
}

export type Link = ReturnType<typeof createLink>
