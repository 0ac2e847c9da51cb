import { LinkWebsocketClient } from '@orpc/client/websocket'
import { type CallContext, createLink, type Link } from './link.ts'

export interface SocketLinkOptions {
  open: () => WebSocket
  onOpen?: () => void
  onClose?: () => void
}

/** A link over a WebSocket, for a browser. */
export function createSocketLink({ open, onOpen, onClose }: SocketLinkOptions): Link {
  return createLink({
    open({ opened, closed }) {
      const socket = open()
      const client = new LinkWebsocketClient<CallContext>({ websocket: socket })
      socket.addEventListener('open', () => opened(client))
      socket.addEventListener('close', closed)
      return () => socket.close()
    },
    onOpen,
    onClose,
  })
}
