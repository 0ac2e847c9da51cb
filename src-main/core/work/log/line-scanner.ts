import type { OutputStream } from '#schemas'
import { FRAME_LAYOUT } from '#core/record'
import { coloursAfter, unfinishedColour } from './colours.ts'

/** A line longer than this goes on in the next one. Bytes. */
export const MAX_LINE_BYTES = 4096

/** Where a line begins, and all one must know to read on from there. Positions are bytes of the stored frames. */
export interface LineMark {
  readonly number: number
  /** Of the first byte of its text. */
  readonly position: number
  readonly frameEnd: number
  readonly stream: number
  /** When its first bytes came. */
  readonly at: number
  /** A bit for each stream whose last line has no end yet. */
  readonly unended: number
  /** A bit for each stream that ended its last line with a carriage return; a line feed that follows belongs to it. */
  readonly returned: number
  /** Colours in force, by stream. */
  readonly colours: readonly string[]
}

/** Told what a scan meets. `text` is only valid during the call. */
export interface LineSink {
  /** A line begins; `mark` is made only if asked for. Returning true ends the scan before it. */
  begin(number: number, position: number, mark: () => LineMark): boolean
  text?(bytes: Buffer): void
}

/** A stretch worth a look at what is in it. */
const MANY_BYTES = 2048

const LF = 10
const CR = 13
const ESCAPE = 27
const TAB = 9
const NONE = -1
const NO_STREAM = 255

function indexOf(bytes: Buffer, byte: number, from: number): number {
  const found = bytes.indexOf(byte, from)
  return found === NONE ? bytes.length : found
}

/** Whether line feeds are all that matters in it. */
function isPlain(bytes: Buffer): boolean {
  return !bytes.includes(CR) && !bytes.includes(ESCAPE)
}

/** How the first line of a log begins. */
export const FIRST_LINE: LineMark = {
  number: 1,
  position: 0,
  frameEnd: 0,
  stream: 0,
  at: 0,
  unended: 0,
  returned: 0,
  colours: ['', '', ''],
}

/**
 * Takes stored frames apart into lines, in the order of their arrival: what came of one line in several frames is joined, a
 * line that another stream cuts into is continued below, a lone carriage return ends a line. It can be fed piece by piece
 * and taken up at any mark.
 */
export function createLineScanner(from: LineMark, sink: LineSink) {
  let { position, frameEnd, stream, at, unended, returned } = from
  const colours = [...from.colours]
  let number = from.number - 1
  let open = NONE
  let length = 0
  let tail = ''
  let stopped = false

  const mark = (): LineMark => ({ number, position, frameEnd, stream, at, unended, returned, colours: [...colours] })

  /** @returns whether the scan goes on */
  function begin(): boolean {
    number += 1
    if (sink.begin(number, position, mark)) {
      stopped = true
      number -= 1
      return false
    }
    open = stream
    length = 0
    tail = ''
    return true
  }

  function endLine(bit: number): void {
    open = NONE
    unended &= ~bit
  }

  /** Scans `bytes[from, to)`, all of one frame. @returns where it stopped */
  function scanText(bytes: Buffer, from: number, to: number): number {
    const bit = 1 << stream
    const base = position - from
    // The system's own search is several times as quick, but has to be asked anew for each line.
    const plain = to - from >= MANY_BYTES && isPlain(bytes.subarray(from, to))
    let feedAt = NONE
    let at = from
    while (at < to) {
      if ((returned & bit) !== 0) {
        returned &= ~bit
        if (bytes[at] === LF) {
          at += 1
          continue
        }
      }
      position = base + at
      if (open !== stream && !begin()) return at
      const most = Math.min(to, at + MAX_LINE_BYTES - length)
      let end = at
      let coloured = false
      if (plain) {
        if (feedAt < at) feedAt = indexOf(bytes, LF, at)
        end = Math.min(feedAt, most)
      } else {
        for (; end < most; end += 1) {
          const byte = bytes[end] ?? 0
          if (byte > ESCAPE || byte === TAB) continue
          if (byte === LF || byte === CR) break
          if (byte === ESCAPE) coloured = true
        }
      }
      // A character is not cut in two.
      if (end === most && end < to) while (end > at + 1 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1
      if (end > at) take(bytes, at, end, bit, coloured)
      at = end
      if (at === to) break
      const byte = bytes[at]
      if (byte === LF || byte === CR) {
        endLine(bit)
        if (byte === CR) returned |= bit
        at += 1
      } else open = NONE
    }
    position = base + at
    return at
  }

  function take(bytes: Buffer, from: number, to: number, bit: number, coloured: boolean): void {
    unended |= bit
    length += to - from
    sink.text?.(bytes.subarray(from, to))
    if (!coloured && tail === '') return
    const text = tail + bytes.toString('latin1', from, to)
    colours[stream] = coloursAfter(colours[stream] ?? '', text)
    tail = unfinishedColour(text)
  }

  return {
    /** Feeds bytes that lie at `position`. @returns how many were taken; a header that is not whole is left */
    feed(bytes: Buffer): number {
      let taken = 0
      while (taken < bytes.length) {
        if (position >= frameEnd) {
          const end = taken + FRAME_LAYOUT.headerBytes
          // What is no frame is damage, which a verification of bodies names; nothing behind it can be told apart.
          if (end > bytes.length || FRAME_LAYOUT.streams[bytes[taken + 4] ?? NO_STREAM] === undefined) break
          stream = bytes.readUInt8(taken + 4)
          at = bytes.readDoubleBE(taken + 5)
          position += FRAME_LAYOUT.headerBytes
          frameEnd = position + bytes.readUInt32BE(taken)
          taken = end
        }
        taken = scanText(bytes, taken, Math.min(bytes.length, taken + frameEnd - position))
        if (stopped) break
      }
      return taken
    },
    /** Whether the sink ended it. */
    stopped: () => stopped,
    /** The next byte to feed. */
    position: () => position,
    /** Lines begun so far. */
    count: () => number,
    /** When the bytes of the current frame came. */
    at: () => at,
    streamName: (): OutputStream => FRAME_LAYOUT.streams[stream] ?? 'stdout',
    /** Whether the line that begins goes on from an earlier one of its stream. */
    continues: () => (unended & (1 << stream)) !== 0,
    colour: () => colours[stream] ?? '',
  }
}
