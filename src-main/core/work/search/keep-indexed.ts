import type { Clock } from '#schemas/format'
import type { Appended, IndexMarker, Ledger, Reader } from '#core/record'
import { changesText, indexed } from './index-jobs.ts'

/** A new job is found after this and the time its text takes. */
const WAIT_MS = 300
/** While more events than this come between two looks, the index steps aside: work has the processors first. */
const FLOOD = 2000
const FLOOD_WAIT_MS = 1000
const TROUBLE_WAIT_MS = 10_000
/** Events of an earlier life that are looked through here; more are left to the thread. */
const FEW = 100

/**
 * Keeps the index of words up with the ledger, from the reader thread. That holds some 40 MB, so it is asked only where there
 * is something to index.
 */
export interface Indexing {
  close(): void
}

export function keepIndexed({
  reader,
  ledger,
  clock,
  marker,
  onTrouble,
}: {
  reader: Reader
  ledger: Ledger
  clock: Clock
  /** How far the index was made in an earlier life; undefined where there is none. */
  marker: () => IndexMarker | undefined
  onTrouble: (what: string, error: unknown) => void
}): Indexing {
  let cancel: (() => void) | undefined
  let working = false
  /** Unknown until the file of the index was looked into, which a start does not wait for. */
  let behind: boolean | undefined
  let closed = false
  let came = 0

  const stop = ledger.onAppend((appended) => {
    came += appended.length
    if (!appended.some(isToIndex)) return
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
    const flooded = came > FLOOD
    came = 0
    let wait = flooded ? FLOOD_WAIT_MS : WAIT_MS
    try {
      behind ??= isBehind(ledger, marker())
      if (!behind) return
      behind = false
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

function isToIndex({ kind, payload }: Appended): boolean {
  return changesText(kind, payload)
}

/** Whether anything came after `marker` that changes what is searched for, or it is of another ledger. */
function isBehind(ledger: Ledger, marker: IndexMarker | undefined): boolean {
  const { seq } = marker ?? { seq: 0 }
  if (marker !== undefined && ledger.get(seq)?.hash !== marker.hash.toString('hex')) return true
  const { items, more } = ledger.page({ after: seq, limit: FEW })
  return more || items.some(({ kind, payload }) => changesText(kind, payload))
}
