import type { Codec } from '../wire/codec.ts'

/** What the preload's world is told at its start. */
export interface PreloadConfig {
  /** Name of the function that carries text to main, and of the one that main calls. */
  readonly binding: string
  readonly receiver: string
  readonly path: string | undefined
  /** Why the preload cannot be a script, if it cannot. */
  readonly error: string | undefined
  readonly process: object
}

/** The parameters that Electron gives a sandboxed preload. */
export type PreloadScript = (
  require: (name: string) => unknown,
  process: unknown,
  exports: object,
  module: { exports: object },
) => void

/** What the preload's world says to main. */
export type PageMessage =
  | { readonly is: 'hello' }
  | { readonly is: 'ipc'; readonly channel: string; readonly args: unknown[]; readonly ports: string[] }
  | { readonly is: 'port'; readonly port: string; readonly data: unknown; readonly ports: string[] }
  | { readonly is: 'close'; readonly port: string }
  | { readonly is: 'preload-error'; readonly message: string }

/**
 * The world of a sandboxed preload: `require` of the few modules it has there, `ipcRenderer`, and ports that move to main. Put into
 * the page as text, so it uses nothing from outside itself.
 */
export function preloadWorld(config: PreloadConfig, createCodec: () => Codec, preload: PreloadScript | null): void {
  // Frames inside the page get no preload, as in Electron.
  if (window !== window.top) return
  const world = globalThis as unknown as Record<string, (text: string) => void>
  const native = world[config.binding]
  delete world[config.binding]
  const codec = createCodec()
  const say = (message: PageMessage) => native?.(JSON.stringify(codec.encode(message)))
  const ports = new Map<string, MessagePort>()
  let count = 0

  function copyOf(value: unknown): unknown {
    try {
      return structuredClone(value)
    } catch {
      throw new Error('An object could not be cloned.')
    }
  }

  function relay(name: string, port: MessagePort): void {
    ports.set(name, port)
    port.addEventListener('close', () => {
      if (ports.delete(name)) say({ is: 'close', port: name })
    })
    port.addEventListener('message', (event) =>
      say({ is: 'port', port: name, data: event.data, ports: event.ports.map(send) }),
    )
    port.start()
  }

  function send(port: MessagePort): string {
    const name = `page${(count += 1)}`
    // Really moved, so that whoever still holds it has lost it.
    relay(name, structuredClone(port, { transfer: [port] }))
    return name
  }

  function receive(name: string): MessagePort {
    const { port1, port2 } = new MessageChannel()
    relay(name, port2)
    return port1
  }

  type Listener = (event: object, ...args: unknown[]) => void
  const listeners = new Map<string, Listener[]>()
  const ipcRenderer = {
    on(channel: string, listener: Listener) {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener])
      return ipcRenderer
    },
    off(channel: string, listener: Listener) {
      listeners.set(
        channel,
        (listeners.get(channel) ?? []).filter((other) => other !== listener),
      )
      return ipcRenderer
    },
    send(channel: string, ...args: unknown[]) {
      say({ is: 'ipc', channel, args: args.map(copyOf), ports: [] })
    },
    postMessage(channel: string, message: unknown, transfer: MessagePort[] = []) {
      if (!Array.isArray(transfer) || !transfer.every((port) => port instanceof MessagePort))
        throw new TypeError('Invalid value for transfer')
      say({ is: 'ipc', channel, args: [copyOf(message)], ports: transfer.map(send) })
    },
  }

  type ToPage =
    | { is: 'ipc'; channel: string; args: unknown[]; ports: string[] }
    | { is: 'port'; port: string; data: unknown; ports: string[] }
    | { is: 'close'; port: string }

  function take(message: ToPage): void {
    if (message.is === 'ipc') {
      const event = { sender: ipcRenderer, ports: message.ports.map(receive) }
      for (const listener of listeners.get(message.channel) ?? []) listener(event, ...message.args)
      return
    }
    const port = ports.get(message.port)
    if (message.is === 'port') port?.postMessage(message.data, message.ports.map(receive))
    else {
      ports.delete(message.port)
      port?.close()
    }
  }

  Object.defineProperty(globalThis, config.receiver, {
    value: (messages: unknown[]) => {
      for (const message of messages) take(codec.decode(message) as ToPage)
    },
  })

  const electron = new Proxy(
    { ipcRenderer },
    {
      get(known: Record<string, unknown>, name) {
        if (typeof name === 'string' && !(name in known)) throw new Error(`stand-in: electron.${name} is not there`)
        return known[String(name)]
      },
    },
  )
  const timers = { setTimeout, clearTimeout, setInterval, clearInterval }
  const modules: Record<string, unknown> = {
    electron,
    'electron/renderer': electron,
    timers,
    'node:timers': timers,
    url: { URL, URLSearchParams },
    'node:url': { URL, URLSearchParams },
  }
  const require = (name: string) => {
    if (!(name in modules)) throw new Error(`module not found: ${name}`)
    return modules[name]
  }

  say({ is: 'hello' })
  try {
    if (config.error !== undefined) throw new SyntaxError(config.error)
    const exports = {}
    preload?.(require, config.process, exports, { exports })
  } catch (error) {
    console.error(`Unable to load preload script: ${config.path}`)
    say({ is: 'preload-error', message: error instanceof Error ? `${error.name}: ${error.message}` : String(error) })
  }
}
