import { InterlockError } from '#schemas'
import type { HostOptions } from '#host'
import { createContact } from './contact.ts'
import { type CoreSource, coreSourceOf, type OpenOwn, type OwnCore } from './core-source.ts'
import { createGate } from './gate.ts'
import type { OpenLine } from './line.ts'
import { createLineClient } from './line-client.ts'
import { createOwnLines } from './own-line.ts'
import { relay } from './relay.ts'
import type { CoreSide } from './types.ts'

export interface CoreSideOptions extends Omit<HostOptions, 'shell'> {
  /** A client asked an own core to stop. */
  readonly onStopAsked: () => void
}

/**
 * Opens the core in this process, or, where another process holds the data directory, connects to that one. There are never
 * two: who holds the lock of the data directory has the core.
 * @throws InterlockError what `createCore` throws; core_already_running where who holds it does not answer
 */
export function openCoreSide(options: CoreSideOptions): Promise<CoreSide> {
  return createCoreSide(options, coreSourceOf(options))
}

export async function createCoreSide(
  { home, version, onStopAsked }: Pick<CoreSideOptions, 'home' | 'version' | 'onStopAsked'>,
  source: CoreSource,
): Promise<CoreSide> {
  const windows = new Set<{ close(): void }>()
  const calls = createLineClient()
  let opening: Promise<void> | undefined
  let isClosed = false

  const host: OpenOwn = async () => {
    // Nobody would close it any more.
    if (isClosed) throw new InterlockError('core_stopping', {})
    const hosted = await source.open()
    hosted.stopAsked.addEventListener('abort', onStopAsked, { once: true })
    return hosted
  }

  let own = await source.openUnlessLive(host)
  let openLine: OpenLine = own === undefined ? source.lines : createOwnLines(own.server.connect)

  const contact = await createContact({
    calls,
    version,
    mode: () => (own === undefined ? 'attached' : 'own'),
    openLine: (events) => openLine(events),
  }).catch(async (error: unknown) => {
    // Nobody else could close it.
    await own?.close('no contact with it')
    throw error
  })
  const gate = createGate(contact.watch, (events) => openLine(events))

  async function takeOver(opened: Promise<OwnCore>): Promise<void> {
    own = await opened
    openLine = createOwnLines(own.server.connect)
    // Their lines led to the other core, should one of them still be open.
    for (const window of windows) window.close()
    contact.renew()
  }

  /** One at a time: who asks meanwhile has what comes of the first. */
  async function takeOverOnce(open: () => Promise<OwnCore>): Promise<void> {
    if (own !== undefined) return
    opening ??= takeOver(open()).finally(() => {
      opening = undefined
    })
    await opening
  }

  return {
    get mode() {
      return own === undefined ? 'attached' : 'own'
    },
    home,
    client: calls.client,
    watch: contact.watch,
    connect(port) {
      const window = relay(port, gate, () => windows.delete(window))
      windows.add(window)
    },
    runHere: () => takeOverOnce(host),
    async replaceOther() {
      // One that fits by now is not to be ended.
      if (contact.watch.state().otherVersion === null) return
      await takeOverOnce(async () => {
        await source.stopLive()
        return source.openOnceFree(host)
      })
    },
    consoleElsewhere: source.liveConsole,
    async close(reason) {
      isClosed = true
      contact.close()
      for (const window of windows) window.close()
      // Why one could not be opened is told to whoever wanted it.
      await opening?.catch(() => undefined)
      await own?.close(reason)
    },
  }
}
