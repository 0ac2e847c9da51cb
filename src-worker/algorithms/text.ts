import { firstCodePoints } from '#confine'
import type { CompatMode } from './compat.ts'

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** UTF-8 with U+FFFD for what is not, as many as Python's `errors='replace'` makes; a byte order mark stays. */
export function decodeUtf8(bytes: Uint8Array): string {
  return decoder.decode(bytes)
}

export { firstCodePoints }

export interface Truncated {
  readonly text: string
  readonly truncated: boolean
}

/**
 * The beginning of `text` that fits into `limitBytes` of UTF-8. In `dali` mode the bytes are cut and decoded again, so that a
 * cut character becomes U+FFFD and the result may be up to two bytes longer than the limit.
 */
export function truncateUtf8(text: string, limitBytes: number, compat?: CompatMode): Truncated {
  // A code unit takes at most three bytes.
  if (text.length * 3 <= limitBytes) return { text, truncated: false }
  const bytes = Buffer.from(text, 'utf8')
  if (bytes.length <= limitBytes) return { text, truncated: false }
  if (compat === 'dali') return { text: decodeUtf8(bytes.subarray(0, limitBytes)), truncated: true }
  return { text: decodeUtf8(bytes.subarray(0, characterStart(bytes, limitBytes))), truncated: true }
}

/** Where the character begins that the byte at `end` belongs to. */
function characterStart(bytes: Uint8Array, end: number): number {
  let start = end
  while (start > 0 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start -= 1
  return start
}

const CR = 0x0d
const LF = 0x0a

/** Turns CRLF and CR into LF, as Python does with a command's output, in chunks cut anywhere. */
export interface NewlineTranslator {
  push(chunk: Buffer): Buffer
  /** What is still held back at the end: the last CR, as LF. */
  end(): Buffer
}

/** DALI counts and stores output after this; the repaired behaviour keeps bytes as they came. */
export function createNewlineTranslator(): NewlineTranslator {
  let heldCr = false

  function push(chunk: Buffer): Buffer {
    if (!heldCr && !chunk.includes(CR)) return chunk
    const translated = Buffer.allocUnsafe(chunk.length + 1)
    let size = 0
    for (const byte of chunk) {
      if (heldCr) translated[size++] = LF
      if (byte !== CR && !(heldCr && byte === LF)) translated[size++] = byte
      heldCr = byte === CR
    }
    return translated.subarray(0, size)
  }

  return {
    push,
    end() {
      const rest = Buffer.from(heldCr ? [LF] : [])
      heldCr = false
      return rest
    },
  }
}
