import type { AnyContractRouter } from '@orpc/contract'
import type { Router } from '@orpc/server'
import { StandardRPCHandler } from '@orpc/server/standard'
import { createServerPeerHandleRequestFn } from '@orpc/server/standard-peer'
import { encodeResponseMessage, type EncodedMessage, MessageType, ServerPeer } from '@orpc/standard-server-peer'
import type { Logger } from 'pino'
import { z } from 'zod'
import { InterlockError, isInterlockError, parseInput, parseJsonText } from '#schemas'
import type { ApiContext } from './context.ts'
import { toApiError } from './errors.ts'
import type { Intake } from './intake.ts'
import { MAX_REQUEST_BYTES } from './limits.ts'
import { refuseMalformed } from './malformed.ts'

/** Calls one connection may have open at a time; a console needs about ten. */
const MAX_OPEN_CALLS = 64

const callIdSchema = z.string().regex(/^[0-9A-Za-z]{1,16}$/)

/**
 * What a client may send: a call, or word that it lost interest in one. oRPC's other forms (bodies in pieces, files,
 * GET with data in the address) are not ours, and each would be one more way in.
 */
const messageSchema = z.union([
  z.strictObject({
    i: callIdSchema,
    t: z.literal(MessageType.REQUEST).optional(),
    p: z.strictObject({
      // Only the path counts; clients put a host of their own choice before it.
      u: z.string().regex(/^(http:\/\/[a-z]{1,32})?\/[A-Za-z/]{1,128}$/),
      b: z.unknown(),
      h: z.strictObject({ 'last-event-id': z.string().max(32).optional() }).optional(),
    }),
  }),
  z.strictObject({ i: callIdSchema, t: z.literal(MessageType.ABORT_SIGNAL) }),
])

export interface ConnectionOptions {
  readonly context: ApiContext
  /** Resolves when the message has left: the next batch of a stream is not asked for before. */
  readonly send: (message: EncodedMessage) => Promise<void>
  /** Says why a call may not be made now (rate, sign-in); undefined admits it. */
  readonly admit: () => InterlockError | undefined
}

export interface Connection {
  /** Takes one message from outside, whatever it is. Never rejects. */
  readonly receive: (message: string) => Promise<void>
  /** Ends every open call. */
  readonly close: () => void
}

/**
 * Serves the router over anything that carries text messages both ways: a WebSocket, a MessagePort. oRPC's own adapters
 * let one malformed message end a Node process, parse without a limit and stream without waiting for the reader.
 */
export function createMessageApi({
  router,
  intake,
  log,
}: {
  router: Router<AnyContractRouter, ApiContext>
  intake: Intake
  log: Logger
}) {
  const handler = new StandardRPCHandler(router, { interceptors: [refuseMalformed] })

  return function connect({ context, send, admit }: ConnectionOptions): Connection {
    const peer = new ServerPeer(send)
    const handle = createServerPeerHandleRequestFn(handler, { context })
    let open = 0
    let closed = false
    /** Calls that wait to be read; `false` where nobody wants the answer any more. */
    const coming = new Map<string, boolean>()

    function read(message: string) {
      return parseInput(messageSchema, parseJsonText(message, 'request', MAX_REQUEST_BYTES), 'message')
    }

    async function take(message: string): Promise<void> {
      const id = intake.waits(message.length) ? callOf(message) : undefined
      if (id !== undefined) coming.set(id, true)
      const wanted = () => !closed && (id === undefined || coming.get(id) !== false)
      const parsed = await intake
        .take(message.length, () => (wanted() ? read(message) : undefined))
        .finally(() => {
          if (id !== undefined) coming.delete(id)
        })
      if (parsed === undefined) return
      if (parsed.t === MessageType.ABORT_SIGNAL) {
        if (coming.has(parsed.i)) coming.set(parsed.i, false)
        await peer.message(message)
        return
      }
      const refusal = open >= MAX_OPEN_CALLS ? new InterlockError('rate_limited', { retry_after_s: 1 }) : admit()
      if (refusal) throw refusal
      open += 1
      try {
        await peer.message(message, handle)
      } finally {
        open -= 1
      }
    }

    async function refuse(message: string, error: InterlockError): Promise<void> {
      const id = callOf(message)
      if (id === undefined) return
      const body = { json: toApiError(error).toJSON() }
      await send(await encodeResponseMessage(id, MessageType.RESPONSE, { status: error.status, headers: {}, body }))
    }

    return {
      async receive(message) {
        try {
          await take(message)
        } catch (error) {
          // Nobody waits for this promise: what is neither our refusal nor answerable ends here, in the log.
          const refusal = isInterlockError(error) ? error : undefined
          log.debug({ err: error }, 'A message was refused')
          if (refusal) await refuse(message, refusal).catch((cause: unknown) => log.debug({ err: cause }, 'It is gone'))
        }
      },
      close: () => {
        closed = true
        peer.close()
      },
    }
  }
}

/** Which call a message is about, without reading it. */
function callOf(message: string): string | undefined {
  return /^\{"i":"([0-9A-Za-z]{1,16})"/.exec(message)?.[1]
}
