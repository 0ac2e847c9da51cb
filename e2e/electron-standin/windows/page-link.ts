import type { MessagePort } from 'node:worker_threads'
import type { CdpSession } from '../chromium/index.ts'
import { mainWorld } from '../page/main-world.ts'
import type { PageMessage } from '../page/preload-world.ts'
import { createCodec } from '../wire/codec.ts'
import { copyOf, MessagePortMain } from '../wire/message-port-main.ts'
import { createTunnel, type TunnelMessage } from '../wire/tunnel.ts'
import { BINDING, OPENING, preloadSource, RECEIVER, WORLD } from './preload-source.ts'

/** What comes from a page. */
export interface PageListeners {
  readonly ipc: (channel: string, args: unknown[], ports: MessagePort[]) => void
  readonly open: (request: { url: string; frameName: string; features: string }) => void
  readonly preloadError: (error: Error) => void
}

export interface PageLink {
  readonly send: (channel: string, args: unknown[], transfer?: MessagePortMain[]) => void
  /** The document is gone, and with it the other ends of its ports. */
  readonly close: () => void
}

/** Joins main and the preload's world of every document that this page will show. */
export async function linkToPage(
  cdp: CdpSession,
  preload: string | undefined,
  { ipc, open, preloadError }: PageListeners,
): Promise<PageLink> {
  const codec = createCodec()
  /** The world of the document that is shown; none before the first. */
  let world: number | undefined
  let waiting: unknown[] = []
  const tunnel = createTunnel('main', say)

  /** One call for all that is said in one go: a call takes as long for many messages as for one. */
  function say(message: TunnelMessage | { is: 'ipc'; channel: string; args: unknown[]; ports: string[] }): void {
    if (waiting.length === 0) setImmediate(flush)
    waiting.push(codec.encode(message))
  }

  function flush(): void {
    const messages = waiting
    waiting = []
    if (world === undefined) return
    const expression = `${RECEIVER}(${JSON.stringify(messages)})`
    // A document that goes in the meantime takes its messages with it.
    cdp.send('Runtime.evaluate', { contextId: world, expression }).catch(() => {})
  }

  function take(message: PageMessage, from: number): void {
    if (message.is === 'hello') {
      world = from
      tunnel.closeAll()
      return
    }
    if (from !== world) return
    if (message.is === 'preload-error') preloadError(new Error(message.message))
    else if (message.is === 'ipc') ipc(message.channel, message.args, tunnel.receive(message.ports))
    else tunnel.take(message)
  }

  cdp.on('Runtime.bindingCalled', ({ name, payload, executionContextId }: BindingCall) => {
    if (name === BINDING) take(codec.decode(JSON.parse(payload)) as PageMessage, executionContextId)
    if (name === OPENING) open(JSON.parse(payload) as Parameters<typeof open>[0])
  })
  await Promise.all([
    cdp.send('Runtime.enable'),
    cdp.send('Runtime.addBinding', { name: BINDING, executionContextName: WORLD }),
    cdp.send('Runtime.addBinding', { name: OPENING }),
    cdp.send('Page.addScriptToEvaluateOnNewDocument', {
      source: `(${mainWorld.toString()})(${JSON.stringify(OPENING)})`,
    }),
    cdp.send('Page.addScriptToEvaluateOnNewDocument', { worldName: WORLD, source: preloadSource(preload) }),
  ])

  return {
    send(channel, args, transfer) {
      const ports = MessagePortMain.detach(transfer)
      say({ is: 'ipc', channel, args: args.map(copyOf), ports: tunnel.send(ports) })
    },
    close() {
      world = undefined
      tunnel.closeAll()
    },
  }
}

interface BindingCall {
  name: string
  payload: string
  executionContextId: number
}
