import { EventEmitter } from 'node:events'
import { MessageChannel, type MessagePort } from 'node:worker_threads'

/** What goes through a native port: the message, and the native ports that travel with it. */
export interface Parcel {
  readonly data: unknown
  readonly ports: MessagePort[]
}

/** A copy, as it arrives elsewhere. @throws Electron's error where a value cannot be copied */
export function copyOf(value: unknown): unknown {
  try {
    return structuredClone(value)
  } catch {
    throw new Error('An object could not be cloned.')
  }
}

/** Electron's port of the main process. Nothing arrives before `start()`, which `on('message')` does not do. */
export class MessagePortMain extends EventEmitter {
  #port: MessagePort | null
  #started = false
  #closed = false

  constructor(port: MessagePort) {
    super()
    this.#port = port
    port.on('close', () => {
      if (this.#port === null || this.#closed) return
      this.#closed = true
      this.emit('close')
    })
  }

  start(): void {
    if (this.#port === null || this.#started) return
    this.#started = true
    this.#port.on('message', ({ data, ports }: Parcel) =>
      this.emit('message', { data, ports: ports.map((port) => new MessagePortMain(port)) }),
    )
  }

  close(): void {
    this.#port?.close()
  }

  postMessage(message: unknown, transfer?: MessagePortMain[]): void {
    if (this.#port === null || this.#closed) return
    const ports = MessagePortMain.detach(transfer, this)
    try {
      this.#port.postMessage({ data: message, ports } satisfies Parcel, ports)
    } catch {
      throw new Error('An object could not be cloned.')
    }
  }

  /** Takes the native ports out, as a transfer does. @throws Electron's errors for lists that cannot be transferred */
  static detach(transfer: unknown, source?: MessagePortMain): MessagePort[] {
    if (transfer === undefined) return []
    if (!Array.isArray(transfer)) throw new TypeError('transferables must be an array of MessagePorts')
    const ports = transfer.map((port: unknown, index) => {
      if (!(port instanceof MessagePortMain)) throw new TypeError(`Port at index ${index} is not a valid port`)
      if (port === source) throw new Error(`Port at index ${index} contains the source port.`)
      if (port.#port === null) throw new Error(`Port at index ${index} is already neutered.`)
      if (transfer.indexOf(port) !== index) throw new Error(`Port at index ${index} is a duplicate.`)
      return port
    })
    return ports.map((port) => port.#leave())
  }

  #leave(): MessagePort {
    const port = this.#port
    if (port === null) throw new Error('Port is already neutered.')
    port.removeAllListeners()
    this.#port = null
    return port
  }
}

export class MessageChannelMain {
  readonly port1: MessagePortMain
  readonly port2: MessagePortMain

  constructor() {
    const { port1, port2 } = new MessageChannel()
    this.port1 = new MessagePortMain(port1)
    this.port2 = new MessagePortMain(port2)
  }
}
