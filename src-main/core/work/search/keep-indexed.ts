import type { Clock } from '#schemas/format'
import type { Ledger, Reader } from '#core/record'
import { indexed } from './index-jobs.ts'

/** A new job is found after this and the time its text takes. */
const WAIT_MS = 300
/** While more events than this come between two looks, the index steps aside: work has the processors first. */
const FLOOD = 2000
const FLOOD_WAIT_MS = 1000
const TROUBLE_WAIT_MS = 10_000

/** Keeps the index of words up with the ledger, from the reader thread. */
export interface Indexing {
  close(): void
}

export function keepIndexed({
  reader,
  ledger,
  clock,
  onTrouble,
}: {
  reader: Reader
  ledger: Ledger
  clock: Clock
  onTrouble: (what: string, error: unknown) => void
}): Indexing {
  let cancel: (() => void) | undefined
  let working = false
  let behind = true
  let closed = false
  let came = 0

  const stop = ledger.onAppend((appended) => {
    came += appended.length
    behind = true
    lookIn(WAIT_MS)
  })

  const stopHearing = reader.onTold((told) => {
    if (told !== 'index_emptied') return
    behind = true
    lookIn(0)
  })

  function lookIn(ms: number): void {
    if (closed || working || cancel !== undefined) return
    cancel = clock.after(ms, () => {
      cancel = undefined
      void look()
    })
  }

  async function look(): Promise<void> {
    working = true
    behind = false
    const flooded = came > FLOOD
    came = 0
    let wait = flooded ? FLOOD_WAIT_MS : WAIT_MS
    try {
      const { done } = indexed.parse(await reader.run('search.index', null))
      if (!done && !flooded) wait = 0
      behind ||= !done
    } catch (error) {
      // The thread is ended in the middle of its work when the core is.
      if (closed) return
      // It holds nothing that is not elsewhere, so it may wait until there is room again.
      onTrouble('The index of words', error)
      behind = true
      wait = TROUBLE_WAIT_MS
    } finally {
      working = false
    }
    if (behind) lookIn(wait)
  }

  lookIn(WAIT_MS)
  return {
    close() {
      closed = true
      cancel?.()
      stop()
      stopHearing()
    },
  }
}
