import { MessageChannel, type MessagePort } from 'node:worker_threads'
import type { Parcel } from './message-port-main.ts'

/** What both ends of a tunnel say about ports. */
export type TunnelMessage =
  | { readonly is: 'port'; readonly port: string; readonly data: unknown; readonly ports: string[] }
  | { readonly is: 'close'; readonly port: string }

export interface Tunnel {
  /** Moves ports to the other end; their names there. */
  readonly send: (ports: MessagePort[]) => string[]
  /** Ports that arrived, by their names. */
  readonly receive: (names: string[]) => MessagePort[]
  readonly take: (message: TunnelMessage) => void
  /** The other end is gone. */
  readonly closeAll: () => void
}

/**
 * Moves ports through a pipe that only carries text or values: each port that goes leaves a relay behind. `side` keeps the names
 * of both ends apart.
 */
export function createTunnel(side: string, say: (message: TunnelMessage) => void): Tunnel {
  const relays = new Map<string, MessagePort>()
  let count = 0

  function relay(name: string, port: MessagePort): void {
    relays.set(name, port)
    port.on('message', ({ data, ports }: Parcel) => say({ is: 'port', port: name, data, ports: send(ports) }))
    port.on('close', () => {
      if (relays.delete(name)) say({ is: 'close', port: name })
    })
  }

  function send(ports: MessagePort[]): string[] {
    return ports.map((port) => {
      const name = `${side}${(count += 1)}`
      relay(name, port)
      return name
    })
  }

  function receive(names: string[]): MessagePort[] {
    return names.map((name) => {
      const { port1, port2 } = new MessageChannel()
      relay(name, port2)
      return port1
    })
  }

  return {
    send,
    receive,
    take(message) {
      const port = relays.get(message.port)
      if (message.is === 'close') {
        relays.delete(message.port)
        port?.close()
        return
      }
      const ports = receive(message.ports)
      port?.postMessage({ data: message.data, ports } satisfies Parcel, ports)
    },
    closeAll() {
      const ports = [...relays.values()]
      relays.clear()
      for (const port of ports) port.close()
    },
  }
}
