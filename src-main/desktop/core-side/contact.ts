import type { LineClient } from './line-client.ts'
import type { Line, OpenLine } from './line.ts'
import { OtherVersion, otherVersionOf } from './other-version.ts'
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
  /** Of this application: contact is with a core of the same, and with no other. */
  readonly version: string
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
export async function createContact({ calls, openLine, mode, version }: ContactDeps): Promise<Contact> {
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

  function end(ended: AbortController, otherVersion: string | null = null): void {
    if (ended.signal.aborted) return
    ended.abort()
    life?.line.close()
    life = undefined
    calls.drop()
    if (isClosed) return
    const isGone = otherVersion === null
    followed.watch?.setContact({ contact: 'lost', otherVersion, ...(!isGone && { canRunHere: false }) })
    if (isGone) offer ??= setTimeout(offerHere, RESTART_MS)
    else withdrawOffer()
    clearTimeout(retry)
    retry = setTimeout(open, retryMs)
    retryMs = Math.min(LONGEST_RETRY_MS, retryMs * 2)
  }

  function offerHere(): void {
    followed.watch?.setContact({ canRunHere: mode() === 'attached' })
  }

  function withdrawOffer(): void {
    clearTimeout(offer)
    offer = undefined
  }

  function follow(watch: FollowedWatch, ended: AbortController): void {
    let other: string | null = null
    watch
      .follow(ended.signal, () => {
        retryMs = FIRST_RETRY_MS
        withdrawOffer()
        watch.setContact({ mode: mode(), contact: 'live', canRunHere: false, otherVersion: null })
      })
      // However it ended, the line is of no more use.
      .catch((error: unknown) => {
        if (error instanceof OtherVersion) other = error.version
      })
      .finally(() => end(ended, other))
  }

  function close(): void {
    isClosed = true
    clearTimeout(retry)
    clearTimeout(offer)
    life?.ended.abort()
    life?.line.close()
    calls.drop()
  }

  open()
  const first = await calls.client.system.status().catch((error: unknown) => {
    close()
    throw error
  })
  const other = otherVersionOf(first, version)
  const watch = createWatch({
    client: calls.client,
    version,
    contact: { mode: mode(), contact: other === null ? 'live' : 'lost', canRunHere: false, otherVersion: other },
    first: other === null ? first : undefined,
  })
  followed.watch = watch
  if (life !== undefined) follow(watch, life.ended)

  return {
    watch,
    renew() {
      if (isClosed) return
      clearTimeout(retry)
      life?.ended.abort()
      life?.line.close()
      retryMs = FIRST_RETRY_MS
      open()
    },
    close,
  }
}
