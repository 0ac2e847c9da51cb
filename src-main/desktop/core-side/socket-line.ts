import { connect } from 'node:net'
import { WebSocket } from 'ws'
import { socketOf } from '#server/client'
import type { OpenLine } from './line.ts'

const CONNECT_MS = 2000
const MAX_PAYLOAD = 64 * 1024 * 1024

/** Lines to the core that is live on a data directory, over its local socket. What comes is passed on as it is. */
export function createSocketLines(home: string): OpenLine {
  return ({ opened, message, closed }) => {
    const path = socketOf(home)
    if (path === undefined) {
      queueMicrotask(closed)
      return { send: () => undefined, close: () => undefined }
    }
    const socket = new WebSocket('ws://localhost/ws', ['interlock'], {
      createConnection: () => connect(path),
      handshakeTimeout: CONNECT_MS,
      maxPayload: MAX_PAYLOAD,
      perMessageDeflate: false,
    })
    let waiting: string[] = []
    let isClosed = false
    socket.on('open', () => {
      for (const text of waiting) socket.send(text)
      waiting = []
      opened()
    })
    socket.on('message', (data, isBinary) => {
      if (!isBinary && Buffer.isBuffer(data)) message(data.toString())
    })
    // A close follows every error.
    socket.on('error', () => undefined)
    socket.on('close', () => {
      if (isClosed) return
      isClosed = true
      closed()
    })
    return {
      send(text) {
        if (socket.readyState === WebSocket.OPEN) socket.send(text)
        else if (socket.readyState === WebSocket.CONNECTING) waiting.push(text)
      },
      close() {
        isClosed = true
        socket.close(1000)
        socket.terminate()
      },
    }
  }
}
