import type { FoundLine } from '#schemas'
import { FRAME_LAYOUT, nextTurn } from '#core/record'
import { withoutColours } from './colours.ts'
import type { LineIndex } from './line-index.ts'
import type { LineMark } from './line-scanner.ts'
import type { LogBytes } from './log-bytes.ts'
import type { LogPattern } from './log-pattern.ts'
import { eachLine, MAX_TEXT_BYTES } from './read-lines.ts'

/** One call looks for so long; then it says where to go on. */
const CALL_MS = 150
/** After so long other requests of the thread have a turn. */
const TURN_MS = 8
/** Matching lines of one answer that holds the lines themselves. */
const MAX_WITH_LINES = 500

export interface FindRange {
  readonly from: number
  readonly to?: number | undefined
  readonly lines: boolean
  readonly context: number
  readonly limit: number
}

export interface Found {
  readonly numbers: number[]
  readonly lines: FoundLine[]
  readonly next: number | null
}

/** Looks through a log, stretch by stretch between two marks, for a limited time. */
export async function findLines(
  bytes: LogBytes,
  index: LineIndex,
  pattern: LogPattern,
  range: FindRange,
): Promise<Found> {
  const limit = range.lines ? Math.min(range.limit, MAX_WITH_LINES) : range.limit
  const last = Math.min(index.count, range.to ?? index.count)
  const numbers: number[] = []
  const startedAt = performance.now()
  let turnAt = startedAt
  let next = range.from
  while (next <= last && numbers.length < limit) {
    const now = performance.now()
    if (now - startedAt > CALL_MS) break
    if (now - turnAt > TURN_MS) {
      await nextTurn()
      turnAt = performance.now()
    }
    next = searchStretch(next)
  }
  const rest = next > last ? null : next
  if (!range.lines) return { numbers, lines: [], next: rest }
  const lines = await linesAround(bytes, index, pattern, numbers, range.context)
  const reached = lines.at(-1)?.number ?? Infinity
  const beyond = numbers.find((number) => number > reached)
  return { numbers: numbers.filter((number) => number <= reached), lines, next: beyond ?? rest }

  /** @returns the line to go on from */
  function searchStretch(from: number): number {
    const { mark, following } = index.stretchOf(from)
    const end = Math.min(last, following === undefined ? last : following.number - 1)
    // Past the last mark the text may be of any length, so it is looked at line by line.
    if (following !== undefined && !pattern.mayHold(textOf(bytes, mark, following))) return end + 1
    let seen = from
    const until = performance.now() + TURN_MS
    eachLine(bytes, { mark, from, to: end, keep: 'first' }, (line) => {
      seen = line.number + 1
      if (pattern.matches(line.text)) numbers.push(line.number)
      return numbers.length < limit && performance.now() < until
    })
    return Math.max(seen, from + 1)
  }
}

/** The text between two marks without what stands between its frames; where the stream changes, a line ends. */
function textOf(bytes: LogBytes, from: LineMark, to: LineMark): Buffer {
  const read = bytes.read(from.position, to.position - from.position)
  const first = from.frameEnd - from.position
  if (first >= read.length) return read
  const pieces = [read.subarray(0, first)]
  let { stream } = from
  for (let at = first; at + FRAME_LAYOUT.headerBytes < read.length;) {
    const begin = at + FRAME_LAYOUT.headerBytes
    if (read[at + 4] !== stream) pieces.push(LINE_END)
    stream = read[at + 4] ?? stream
    at = begin + read.readUInt32BE(at)
    pieces.push(read.subarray(begin, at))
  }
  return Buffer.concat(pieces)
}

const LINE_END = Buffer.from('\n')

/** The lines that match with those around them, each once; as many as fit one answer and one call, one match at least. */
async function linesAround(
  bytes: LogBytes,
  index: LineIndex,
  pattern: LogPattern,
  numbers: readonly number[],
  context: number,
): Promise<FoundLine[]> {
  const matching = new Set(numbers)
  const found: FoundLine[] = []
  let size = 0
  let marked = 0
  const until = performance.now() + CALL_MS
  const isFull = () => size >= MAX_TEXT_BYTES || (marked > 0 && performance.now() > until)
  let turnAt = performance.now()
  for (let at = 0; at < numbers.length;) {
    if (isFull()) break
    const first = numbers[at] ?? 1
    let end = first + context
    at += 1
    // Those that lie close together are read in one go.
    while (at < numbers.length && (numbers[at] ?? 0) - context <= end + 1) {
      end = (numbers[at] ?? 0) + context
      at += 1
    }
    const from = Math.max(1, first - context)
    const { mark } = index.stretchOf(from)
    eachLine(bytes, { mark, from, to: Math.min(end, index.count), keep: 'first' }, (line) => {
      const isMatch = matching.has(line.number)
      found.push({ ...line, hits: isMatch ? pattern.spans(withoutColours(line.text)) : [] })
      size += line.text.length
      if (isMatch) marked += 1
      return !isFull()
    })
    if (performance.now() - turnAt > TURN_MS) {
      await nextTurn()
      turnAt = performance.now()
    }
  }
  return found
}
