import { ClientPeer } from '@orpc/standard-server-peer'
import { createLink, type Link } from './link.ts'

/** What a window of the desktop can reach: its core, and the shell around the window. */
export type PortName = 'core' | 'shell'

/** The words between page and preload; the same stand there. */
const ASKED = 'interlock:hello'
const GIVEN = 'interlock:port'

/** What main sends beside text: the line behind the port is open, and it is closed. */
const OPEN = true
const LAST = null

/** A preload answers at once, or there is none. */
const ANSWER_MS = 2000

export interface PortLinkOptions {
  name: PortName
  onOpen?: () => void
  onClose?: () => void
  /** Asks for a port; the preload's by default. */
  ask?: (name: PortName, signal: AbortSignal) => Promise<MessagePort>
}

/** Whether this page is in a window of the desktop; its main process says so in the page. */
export function isInDesktop(): boolean {
  return document.querySelector('meta[name="interlock-shell"]')?.getAttribute('content') === 'desktop'
}

/** A link over a MessagePort, for a window of the desktop. Where the port closes, another is asked for. */
export function createPortLink({ name, onOpen, onClose, ask = askPreload }: PortLinkOptions): Link {
  return createLink({
    open({ opened, closed }) {
      const ended = new AbortController()
      let port: MessagePort | undefined
      let peer: ClientPeer | undefined

      function end(): void {
        if (ended.signal.aborted) return
        ended.abort()
        port?.close()
        peer?.close()
        closed()
      }

      function take(given: MessagePort): void {
        if (ended.signal.aborted) return given.close()
        port = given
        const client = new ClientPeer((message) => given.postMessage(message))
        peer = client
        given.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
          if (typeof data === 'string') void client.message(data)
          else if (data === LAST) end()
          else if (data === OPEN)
            opened({
              async call(request) {
                const response = await client.request(request)
                return { ...response, body: () => Promise.resolve(response.body) }
              },
            })
        })
        given.addEventListener('close', end)
        given.start()
      }

      ask(name, ended.signal).then(take, end)
      return end
    },
    onOpen,
    onClose,
  })
}

/** The preload hands over one end of a channel whose other end main has. */
function askPreload(name: PortName, signal: AbortSignal): Promise<MessagePort> {
  const { promise, resolve, reject } = Promise.withResolvers<MessagePort>()
  const answered = ({ source, data, ports: [port] }: MessageEvent<unknown>) => {
    if (source === window && isAnswer(data, name) && port !== undefined) resolve(port)
  }
  const late = setTimeout(() => reject(new Error('The shell gave no port.')), ANSWER_MS)
  signal.addEventListener('abort', () => reject(new Error('Nobody waits for the port any more.')))
  window.addEventListener('message', answered)
  window.postMessage({ kind: ASKED, port: name }, '*')
  return promise.finally(() => {
    clearTimeout(late)
    window.removeEventListener('message', answered)
  })
}

function isAnswer(data: unknown, name: PortName): boolean {
  if (typeof data !== 'object' || data === null || !('kind' in data) || !('port' in data)) return false
  return data.kind === GIVEN && data.port === name
}
