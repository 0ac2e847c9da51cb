import type { LogLine } from '#schemas'
import { isoTime } from '#schemas/format'
import { createLineScanner, type LineMark } from './line-scanner.ts'
import type { LogBytes } from './log-bytes.ts'

/** Text of one answer at most. */
export const MAX_TEXT_BYTES = 512 * 1024
const READ_BYTES = 64 * 1024

/** Lines of a stretch, in order. */
export interface Stretch {
  /** Where reading begins. */
  readonly mark: LineMark
  /** The first line that is wanted. */
  readonly from: number
  /** The last line that is wanted. */
  readonly to: number
  /** When the text is too much: `first` keeps the first lines, `last` the last ones. */
  readonly keep: 'first' | 'last'
}

/** Calls `take` with each line of a stretch, until it returns false. */
export function eachLine(bytes: LogBytes, { mark, from, to }: Stretch, take: (line: LogLine) => boolean): void {
  let pieces: Buffer[] = []
  let line: Omit<LogLine, 'text'> | undefined
  let colour = ''
  let wanted = true

  function finish(): void {
    if (line === undefined) return
    const text = pieces.length === 1 ? (pieces[0]?.toString('utf8') ?? '') : Buffer.concat(pieces).toString('utf8')
    wanted = take({ ...line, text: colour + text })
    line = undefined
    pieces = []
  }

  const scanner = createLineScanner(mark, {
    begin(number) {
      finish()
      if (!wanted || number > to) return true
      if (number >= from) {
        line = {
          number,
          at: isoTime(scanner.at()),
          stream: scanner.streamName(),
          continued: scanner.continues(),
        }
        colour = scanner.colour()
      }
      return false
    },
    // The buffer behind it is used again.
    text: (piece) => void (line !== undefined && pieces.push(Buffer.from(piece))),
  })
  while (!scanner.stopped() && scanner.position() < bytes.size) {
    if (scanner.feed(bytes.read(scanner.position(), READ_BYTES)) === 0) break
  }
  if (!scanner.stopped()) finish()
}

/** The lines of a stretch, as many as fit one answer. */
export function readLines(bytes: LogBytes, stretch: Stretch): LogLine[] {
  let lines: LogLine[] = []
  let size = 0
  eachLine(bytes, stretch, (line) => {
    size += line.text.length
    if (size > MAX_TEXT_BYTES && lines.length > 0) {
      if (stretch.keep === 'first') return false
      // Half of it at once, so that dropping one line after the other does not cost each time.
      while (size > MAX_TEXT_BYTES / 2 && lines.length > 0) {
        const drop = Math.ceil(lines.length / 8)
        size -= lines.slice(0, drop).reduce((sum, each) => sum + each.text.length, 0)
        lines = lines.slice(drop)
      }
    }
    lines.push(line)
    return true
  })
  return lines
}
