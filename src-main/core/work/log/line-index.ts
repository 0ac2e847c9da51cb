import { nextTurn } from '#core/record'
import { createLineScanner, FIRST_LINE, type LineMark } from './line-scanner.ts'
import type { LogBytes } from './log-bytes.ts'

/** A mark is kept at the first line after so many bytes: 3,200 of them for 100 MB. */
const MARK_EVERY_BYTES = 32 * 1024
/** So much is scanned in one turn: about a millisecond. */
const TURN_BYTES = 1024 * 1024

/** Where lines of a log lie, sparsely, and how many there are. */
export interface LineIndex {
  readonly marks: readonly LineMark[]
  /** Lines begun in what was scanned. */
  readonly count: number
  /** Bytes scanned. */
  readonly scanned: number
  /** Scans what was stored since. Callers that come meanwhile wait for the same scan. */
  extend(bytes: LogBytes): Promise<void>
  /** The last mark at or before a line, and the one after it. */
  stretchOf(line: number): { readonly mark: LineMark; readonly following: LineMark | undefined }
  /** The last mark whose line came before a time. */
  markBefore(time: number): LineMark
}

export function createLineIndex(): LineIndex {
  const marks: LineMark[] = []
  const scanner = createLineScanner(FIRST_LINE, {
    begin(_, position, mark) {
      const last = marks.at(-1)
      if (last === undefined || position - last.position >= MARK_EVERY_BYTES) marks.push(mark())
      return false
    },
  })
  let scanning: Promise<void> = Promise.resolve()

  async function scan(bytes: LogBytes): Promise<void> {
    while (scanner.position() < bytes.size) {
      const taken = scanner.feed(bytes.read(scanner.position(), TURN_BYTES))
      if (taken === 0) return
      await nextTurn()
    }
  }

  function lastWhere(fits: (mark: LineMark) => boolean): number {
    let [low, high] = [0, marks.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      const mark = marks[middle]
      if (mark !== undefined && fits(mark)) low = middle
      else high = middle - 1
    }
    return low
  }

  return {
    marks,
    get count() {
      return scanner.count()
    },
    get scanned() {
      return scanner.position()
    },
    extend(bytes) {
      scanning = scanning.catch(() => undefined).then(() => scan(bytes))
      return scanning
    },
    stretchOf(line) {
      const at = lastWhere((mark) => mark.number <= line)
      return { mark: marks[at] ?? FIRST_LINE, following: marks[at + 1] }
    },
    markBefore: (time) => marks[lastWhere((mark) => mark.at < time)] ?? FIRST_LINE,
  }
}

/** Indexes of the logs that were read last. */
const KEPT_INDEXES = 8

export interface LineIndexes {
  of(run: string): LineIndex
}

export function createLineIndexes(): LineIndexes {
  const byRun = new Map<string, LineIndex>()
  return {
    of(run) {
      const index = byRun.get(run) ?? createLineIndex()
      // The map keeps the order of insertion, so its first is the one that was not read for longest.
      byRun.delete(run)
      byRun.set(run, index)
      const [oldest] = byRun.keys()
      if (byRun.size > KEPT_INDEXES && oldest !== undefined) byRun.delete(oldest)
      return index
    },
  }
}
