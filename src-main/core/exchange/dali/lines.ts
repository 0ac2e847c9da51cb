import { readSync } from 'node:fs'
import { nextTurn } from '#core/record'

/** A line of a file, found again by `offset` and `length`. */
export interface Line {
  readonly number: number
  readonly offset: number
  readonly length: number
  /** Without its end; null where it is longer than is read. */
  readonly bytes: Buffer | null
}

const PIECE_BYTES = 1024 * 1024
const NEWLINE = 0x0a

/**
 * Lines of the first `size` bytes of an open file, without holding more than one of them. `onPiece` sees every byte once.
 */
export async function* readLines(
  fd: number,
  size: number,
  { longest, onPiece }: { longest: number; onPiece: (bytes: Uint8Array) => void },
): AsyncGenerator<Line, void, void> {
  const piece = Buffer.allocUnsafe(PIECE_BYTES)
  let number = 1
  let start = 0
  let parts: Buffer[] = []

  function line(end: number): Line {
    const length = end - start
    const bytes = length > longest ? null : Buffer.concat(parts)
    const found = { number, offset: start, length, bytes }
    number += 1
    start = end + 1
    parts = []
    return found
  }

  for (let at = 0; at < size;) {
    const got = readSync(fd, piece, 0, Math.min(PIECE_BYTES, size - at), at)
    if (got === 0) break
    onPiece(piece.subarray(0, got))
    let from = 0
    for (let to = piece.indexOf(NEWLINE); to >= 0 && to < got; to = piece.indexOf(NEWLINE, from)) {
      parts.push(Buffer.from(piece.subarray(from, to)))
      yield line(at + to)
      from = to + 1
    }
    at += got
    // Of a line that is too long only the length is needed.
    if (at - start > longest) parts = []
    else parts.push(Buffer.from(piece.subarray(from, got)))
    await nextTurn()
  }
  if (start < size) yield line(size)
}

/** The bytes of a line that was found before. */
export function readLine(fd: number, { offset, length }: Pick<Line, 'offset' | 'length'>): Buffer {
  const bytes = Buffer.allocUnsafe(length)
  for (let filled = 0; filled < length;) {
    const got = readSync(fd, bytes, filled, length - filled, offset + filled)
    if (got === 0) return bytes.subarray(0, filled)
    filled += got
  }
  return bytes
}
