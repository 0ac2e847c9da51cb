import type { LineClient } from './line-client.ts'
import type { Line, OpenLine } from './line.ts'
import type { CoreState, CoreWatch } from './types.ts'
import { createWatch, type FollowedWatch } from './watch.ts'

/** How soon a core that went away is looked for again, and at longest how seldom. */
const FIRST_RETRY_MS = 200
const LONGEST_RETRY_MS = 2000

/** A service starts its core again within this time, or it hardly does. */
export const RESTART_MS = 5000

export interface ContactDeps {
  readonly calls: LineClient
  readonly openLine: OpenLine
  readonly mode: () => CoreState['mode']
}

export interface Contact {
  readonly watch: CoreWatch
  /** Lets go of the line there is and takes another: the core is elsewhere now. */
  readonly renew: () => void
  readonly close: () => void
}

/**
 * Keeps main's own line to the core: opened again whenever it closes, and followed as long as it lasts.
 * @throws NoContact where there is none to begin with
 */
export async function createContact({ calls, openLine, mode }: ContactDeps): Promise<Contact> {
  let life: { readonly line: Line; readonly ended: AbortController } | undefined
  let retryMs = FIRST_RETRY_MS
  let retry: NodeJS.Timeout | undefined
  let offer: NodeJS.Timeout | undefined
  const followed: { watch: FollowedWatch | undefined } = { watch: undefined }
  let isClosed = false

  function open(): void {
    const ended = new AbortController()
    const line = openLine({ opened: () => undefined, message: calls.receive, closed: () => end(ended) })
    life = { line, ended }
    calls.use(line)
    if (followed.watch !== undefined) follow(followed.watch, ended)
  }

  function end(ended: AbortController): void {
    if (ended.signal.aborted) return
    ended.abort()
    life?.line.close()
    life = undefined
    calls.drop()
    if (isClosed) return
    followed.watch?.setContact({ contact: 'lost' })
    offer ??= setTimeout(() => followed.watch?.setContact({ canRunHere: mode() === 'attached' }), RESTART_MS)
    clearTimeout(retry)
    retry = setTimeout(open, retryMs)
    retryMs = Math.min(LONGEST_RETRY_MS, retryMs * 2)
  }

  function follow(watch: FollowedWatch, ended: AbortController): void {
    watch
      .follow(ended.signal, () => {
        retryMs = FIRST_RETRY_MS
        clearTimeout(offer)
        offer = undefined
        watch.setContact({ mode: mode(), contact: 'live', canRunHere: false })
      })
      // However it ended, the line is of no more use.
      .catch(() => undefined)
      .finally(() => end(ended))
  }

  open()
  const first = await calls.client.system.status()
  const watch = createWatch(calls.client, { mode: mode(), contact: 'live', canRunHere: false }, first)
  followed.watch = watch
  if (life !== undefined) follow(watch, life.ended)

  return {
    watch,
    renew() {
      clearTimeout(retry)
      life?.ended.abort()
      life?.line.close()
      retryMs = FIRST_RETRY_MS
      open()
    },
    close() {
      isClosed = true
      clearTimeout(retry)
      clearTimeout(offer)
      life?.ended.abort()
      life?.line.close()
      calls.drop()
    },
  }
}
