import type { OutputFrame } from '#schemas'

export interface OutputPage {
  readonly frames: readonly OutputFrame[]
  readonly next: number
  readonly stored: number
  readonly complete: boolean
}

/** How far reading has come; bytes as the core stores them. */
export interface FeedProgress {
  readonly read: number
  readonly stored: number
  readonly complete: boolean
  /** So far behind that what is read now is not worth drawing. */
  readonly behind: boolean
  readonly error: Error | undefined
}

interface FeedOptions {
  readonly read: (from: number, limit: number, signal: AbortSignal) => Promise<OutputPage>
  readonly onPage: (frames: readonly OutputFrame[], progress: FeedProgress) => void
  readonly onError: (progress: FeedProgress) => void
}

/** One page must be parsed and read without the page stuttering. */
const PAGE_BYTES = 524_288
/** More than this unread counts as behind. */
const BEHIND_BYTES = 2_097_152

/**
 * Reads the output of a run page by page from byte 0, one call at a time. At the end of what is stored it rests until
 * `poke`, which is called when the core says that there is more.
 */
export function createOutputFeed({ read, onPage, onError }: FeedOptions) {
  const abort = new AbortController()
  let progress: FeedProgress = { read: 0, stored: 0, complete: false, behind: false, error: undefined }
  let reading = false
  let poked = false

  async function drain(): Promise<void> {
    reading = true
    try {
      do {
        poked = false
        const before = progress.read
        const page = await read(before, PAGE_BYTES, abort.signal)
        if (abort.signal.aborted) return
        const behind = page.stored - page.next > BEHIND_BYTES
        progress = { read: page.next, stored: page.stored, complete: page.complete, behind, error: undefined }
        onPage(page.frames, progress)
        if (page.next > before && page.next < page.stored) poked = true
      } while (poked && !progress.complete)
    } catch (error) {
      if (abort.signal.aborted) return
      progress = { ...progress, error: error instanceof Error ? error : new Error(String(error)) }
      onError(progress)
    } finally {
      reading = false
    }
  }

  function poke(): void {
    poked = true
    if (!reading && !progress.complete && !abort.signal.aborted) void drain()
  }

  return {
    /** There may be more. */
    poke,
    dispose: () => abort.abort(),
  }
}

export type OutputFeed = ReturnType<typeof createOutputFeed>
