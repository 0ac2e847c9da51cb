import type { Logger } from 'pino'
import { type HostedCore, type HostOptions, hostCore } from '#host'
import { openWhenFree, type CoreClient } from '#server/client'
import { createContact } from './contact.ts'
import type { OpenLine } from './line.ts'
import { createLineClient } from './line-client.ts'
import { createOwnLines } from './own-line.ts'
import { relay } from './relay.ts'
import { createSocketLines } from './socket-line.ts'
import type { CoreSide } from './types.ts'

export interface CoreSideOptions extends Omit<HostOptions, 'shell'> {
  /** A client asked an own core to stop. */
  readonly onStopAsked: () => void
}

/** The core side, and what the composition root alone needs of it. */
export interface OpenedCoreSide extends CoreSide {
  /** Log of an own core; undefined while it is another's. */
  readonly log: () => Logger | undefined
}

/**
 * Opens the core in this process, or, where another process holds the data directory, connects to that one. There are never
 * two: who holds the lock of the data directory has the core.
 * @throws InterlockError what `createCore` throws; core_already_running where who holds it does not answer
 */
export async function openCoreSide(options: CoreSideOptions): Promise<OpenedCoreSide> {
  const { home } = options
  let own: HostedCore | undefined
  let openLine: OpenLine
  const windows = new Set<{ close(): void }>()
  const calls = createLineClient()
  let opening: Promise<void> | undefined

  async function host(): Promise<HostedCore> {
    const hosted = await hostCore({ ...options, shell: 'desktop' })
    hosted.stopAsked.addEventListener('abort', options.onStopAsked, { once: true })
    return hosted
  }

  const opened = await openWhenFree(home, host, isLasting)
  if ('own' in opened) own = opened.own
  openLine = own === undefined ? createSocketLines(home) : createOwnLines(own.server.connect)

  const contact = await createContact({
    calls,
    mode: () => (own === undefined ? 'attached' : 'own'),
    openLine: (events) => openLine(events),
  }).catch(async (error: unknown) => {
    // Nobody else could close it.
    await own?.close('no contact with it')
    throw error
  })

  async function takeOver(): Promise<void> {
    own = await host()
    openLine = createOwnLines(own.server.connect)
    // Their lines led to the other core, should one of them still be open.
    for (const window of windows) window.close()
    contact.renew()
  }

  return {
    get mode() {
      return own === undefined ? 'attached' : 'own'
    },
    home,
    client: calls.client,
    watch: contact.watch,
    log: () => own?.log,
    connect(port) {
      const window = relay(port, openLine, () => windows.delete(window))
      windows.add(window)
    },
    async runHere() {
      if (own !== undefined) return
      opening ??= takeOver().finally(() => {
        opening = undefined
      })
      await opening
    },
    async close(reason) {
      contact.close()
      for (const window of windows) window.close()
      await own?.close(reason)
    },
  }
}

/** A core that a command opened ends with it: it is waited for, not attached to. */
async function isLasting(live: CoreClient): Promise<boolean> {
  return (await live.system.status()).core.shell !== 'cli'
}
