import type { ArtifactFile } from '../run/artifacts.ts'
import { truncateUtf8 } from '../algorithms/index.ts'

export interface KeptLimits {
  readonly excerpt_bytes: number
  readonly tail_bytes: number
  readonly offload_bytes: number
}

/** What is kept of a text: all of it, or its beginning and its end; and whether all of it lies in a file. */
export interface Kept {
  readonly text: string
  readonly tail: string | undefined
  readonly offloaded: boolean
}

/** Keeps the beginning and the end of a text that comes in pieces, and all of it in a file once it is long. Memory stays bounded. */
export interface KeptText {
  take(piece: string): void
  end(): Kept
}

/** @param openWhole opens the file, when the text turns out to be long */
export function createKeptText(
  { excerpt_bytes, tail_bytes, offload_bytes }: KeptLimits,
  openWhole: () => ArtifactFile,
): KeptText {
  let head = ''
  let headRoom = excerpt_bytes
  let rest = ''
  let isCut = false
  let bytes = 0
  let waiting: string[] = []
  let whole: ArtifactFile | undefined

  function keepShort(piece: string): void {
    const { text, truncated } = truncateUtf8(piece, headRoom)
    head += text
    headRoom = truncated ? 0 : headRoom - Buffer.byteLength(text)
    rest += piece.slice(text.length)
    // One unit takes a byte at least.
    if (rest.length <= 4 * tail_bytes) return
    rest = rest.slice(-tail_bytes)
    isCut = true
  }

  function keepWhole(piece: string): void {
    if (whole === undefined) {
      waiting.push(piece)
      if (bytes <= offload_bytes) return
      whole = openWhole()
      whole.write(waiting.join(''))
      waiting = []
    } else whole.write(piece)
  }

  return {
    take(piece) {
      bytes += Buffer.byteLength(piece)
      keepShort(piece)
      keepWhole(piece)
    },
    end() {
      const offloaded = whole !== undefined
      if (!isCut && Buffer.byteLength(rest) <= tail_bytes) return { text: head + rest, tail: undefined, offloaded }
      return { text: head, tail: lastBytes(rest, tail_bytes), offloaded }
    },
  }
}

/** The end of a text that fits into so many bytes of UTF-8, cut between characters. */
function lastBytes(text: string, limit: number): string {
  const bytes = Buffer.from(text, 'utf8')
  let from = Math.max(0, bytes.length - limit)
  while (from < bytes.length && ((bytes[from] ?? 0) & 0xc0) === 0x80) from += 1
  return bytes.toString('utf8', from)
}
