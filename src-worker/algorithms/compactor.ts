import type { CompatMode } from './compat.ts'
import { decodeUtf8, firstCodePoints, truncateUtf8, type Truncated } from './text.ts'

/** How much of each document is taken into the compacted one. */
const CODE_POINTS_PER_DOCUMENT = 2000

export interface CompactorOptions {
  readonly title: string
  /** Over all documents together. */
  readonly maxInputBytes: number
  readonly maxOutputBytes: number
  readonly compat?: CompatMode
}

/** Joins the beginnings of documents. Takes the bytes from its caller, so that nobody reads more than fits. */
export interface Compactor {
  /** How many bytes of the next document may be read; 0 when no further one is to be looked at. */
  remaining(): number
  /** Adds a document: its bytes from the beginning, at most `remaining()` of them. */
  add(path: string, bytes: Uint8Array): void
  bytesRead(): number
  /** The document, cut at `maxOutputBytes`. */
  document(): Truncated
}

/**
 * DALI stops at the first document that adds no byte, so an empty file drops every later one; the repaired behaviour gives an
 * empty file its heading and goes on. DALI's cut may exceed the limit by two bytes; the repaired one never does.
 */
export function createCompactor({ title, maxInputBytes, maxOutputBytes, compat }: CompactorOptions): Compactor {
  const chunks: string[] = []
  let used = 0
  let stopped = false

  return {
    remaining: () => (stopped ? 0 : Math.max(0, maxInputBytes - used)),
    add(path, bytes) {
      const taken = bytes.subarray(0, Math.max(0, maxInputBytes - used))
      if (compat === 'dali' && taken.length === 0) stopped = true
      if (stopped) return
      used += taken.length
      chunks.push(`## ${path}\n${firstCodePoints(decodeUtf8(taken), CODE_POINTS_PER_DOCUMENT)}`)
    },
    bytesRead: () => used,
    document: () => truncateUtf8(`# ${title}\n\n${chunks.join('\n\n')}`, maxOutputBytes, compat),
  }
}
