import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Logger } from 'pino'
import { type WebSocket, WebSocketServer } from 'ws'
import { type createMessageApi, MAX_REQUEST_BYTES } from '#api'
import { InterlockError, isInterlockError } from '#schemas'
import type { Clock } from '#schemas/format'
import type { Caller } from './caller.ts'
import type { RefusalLog } from './refusal-log.ts'
import { noSuchRoute, plainBody, type Refusal, toRefusal } from './refusal.ts'

const HEARTBEAT_MS = 15_000
const MAX_SOCKETS = 64

/** A client that leaves this much unread is cut off; it connects again and pulls what it shows. */
const MAX_UNSENT_BYTES = 16 * 1024 * 1024

/** The subprotocol the console is answered with. The others it offers carry its key and are never sent back. */
const PROTOCOL = 'interlock'

/** Close code for a session that ended; the console shows its sign-in page. */
const SIGNED_OUT = 4401

export interface WebSocketsDeps {
  readonly connect: ReturnType<typeof createMessageApi>
  /** Finds out whose request this is, or throws why it is refused. */
  readonly admit: (request: IncomingMessage) => Caller
  readonly clock: Clock
  readonly log: Logger
  readonly noteRefusal: RefusalLog
}

/** The contract over WebSockets at `/ws`, for the console. */
export function createWebSockets({ connect, admit, clock, log, noteRefusal }: WebSocketsDeps) {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_REQUEST_BYTES,
    perMessageDeflate: false,
    handleProtocols: (offered) => offered.has(PROTOCOL) && PROTOCOL,
  })

  function open(socket: WebSocket, caller: Caller): void {
    const connection = connect({
      context: caller.context,
      admit: () => (caller.alive() ? caller.admit() : new InterlockError('not_signed_in', {})),
      send: (message) =>
        new Promise((resolve, reject) => {
          if (socket.bufferedAmount > MAX_UNSENT_BYTES) socket.terminate()
          socket.send(message, (error) => (error ? reject(error) : resolve()))
        }),
    })
    let heard = true
    const stopBeating = clock.every(HEARTBEAT_MS, () => {
      if (!caller.alive()) return socket.close(SIGNED_OUT)
      if (!heard) return socket.terminate()
      heard = false
      socket.ping()
    })
    socket.on('pong', () => (heard = true))
    socket.on('message', (data, isBinary) => {
      // We speak text; anything else is not our client.
      if (isBinary || !Buffer.isBuffer(data)) socket.close(1003)
      else void connection.receive(data.toString())
    })
    // ws closes the socket by itself; without a listener the error would end the process.
    socket.on('error', (error) => log.debug({ err: error }, 'A WebSocket failed'))
    socket.on('close', () => {
      stopBeating()
      connection.close()
    })
  }

  return {
    upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
      stream.on('error', (error) => log.debug({ err: error }, 'An upgrade failed'))
      if (request.url !== '/ws') return refuseUpgrade(stream, noSuchRoute)
      try {
        const caller = admit(request)
        const refused =
          sockets.clients.size >= MAX_SOCKETS
            ? new InterlockError('rate_limited', { retry_after_s: 1 })
            : caller.admit()
        if (refused) throw refused
        sockets.handleUpgrade(request, stream, head, (socket) => open(socket, caller))
      } catch (error) {
        if (isInterlockError(error)) noteRefusal(error.code, '/ws')
        else log.error({ err: error }, 'An upgrade failed unexpectedly')
        refuseUpgrade(stream, toRefusal(error))
      }
    },
    close(): void {
      for (const socket of sockets.clients) {
        socket.close(1001)
        socket.terminate()
      }
      sockets.close()
    },
  }
}

/** An upgrade has no response object yet. */
function refuseUpgrade(stream: Duplex, refusal: Refusal): void {
  const body = plainBody(refusal)
  stream.end(
    [
      `HTTP/1.1 ${refusal.status} Refused`,
      'Content-Type: application/json',
      'X-Content-Type-Options: nosniff',
      'Connection: close',
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
    // A server's sockets stay open on our side until the other side closes too, which an attacker never does.
    () => stream.destroy(),
  )
}
