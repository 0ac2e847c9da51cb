import { RE2JS } from 're2js'
import { withoutColours } from './colours.ts'

/** What is looked for. */
export interface Wanted {
  readonly find: string
  /** RE2 instead of plain text. */
  readonly regex: boolean
  readonly match_case: boolean
}

/** A search made ready. Its time grows no faster than the text, whatever the pattern. */
export interface LogPattern {
  /** Whether a stretch of whole lines may hold a match; a quick look that never misses one. */
  mayHold(text: Buffer): boolean
  /** Whether a line matches; colours are no part of it. */
  matches(line: string): boolean
  /** First and last position (exclusive) of each match in a line without its colours. */
  spans(line: string): [number, number][]
}

/** Spans of one line at most; a pattern like `.` would mark each character of it. */
const MAX_SPANS = 200
/** And so long; a pattern can cost as much for each span as for the whole line. */
const SPANS_MS = 8

/**
 * Nothing interrupts a test, and its time grows with the instructions of the pattern times the length of the text. A line has
 * at most 4 KiB, so the largest pattern takes a tenth of a second for one.
 */
const MAX_INSTRUCTIONS = 1024
/** A stretch that would take more than this is tested line by line, with a look at the clock in between. */
const MAX_STRETCH_WORK = 4_000_000

/** @throws Error with a sentence when it is no RE2 pattern, or too large a one */
export function createLogPattern(wanted: Wanted): LogPattern {
  return wanted.regex ? regexPattern(wanted) : literalPattern(wanted)
}

function literalPattern({ find, match_case }: Wanted): LogPattern {
  const fold = (text: string) => (match_case ? text : text.toLowerCase())
  const needle = fold(find)
  // oxlint-disable-next-line no-control-regex -- asks whether all of it is ASCII
  const ascii = /^[\x00-\x7f]*$/.test(needle)
  return {
    mayHold(text) {
      if (text.includes(ESCAPE)) return true
      return fold(ascii ? text.toString('latin1') : text.toString('utf8')).includes(needle)
    },
    matches: (line) => fold(withoutColours(line)).includes(needle),
    spans(line) {
      const text = withoutColours(line)
      const folded = fold(text)
      // A few letters change their length with their case; positions would be those of another text.
      if (folded.length !== text.length) return []
      const found: [number, number][] = []
      for (let at = folded.indexOf(needle); at !== -1 && found.length < MAX_SPANS;) {
        found.push([at, at + needle.length])
        at = folded.indexOf(needle, at + needle.length)
      }
      return found
    },
  }
}

function regexPattern({ find, match_case }: Wanted): LogPattern {
  const caseFlag = match_case ? 0 : RE2JS.CASE_INSENSITIVE
  const line = RE2JS.compile(find, caseFlag)
  const instructions = line.programSize()
  if (instructions > MAX_INSTRUCTIONS)
    throw new Error(`its repetitions make ${instructions} steps of it, and the limit is ${MAX_INSTRUCTIONS}`)
  // Anchors and flags set within mean something else for a stretch of lines than for each of them.
  const byLine = /\\[Az]|\(\?|[\^$]/.test(find)
  return {
    mayHold(text) {
      if (byLine || text.length * instructions > MAX_STRETCH_WORK || text.includes(ESCAPE)) return true
      return line.test(text.toString('utf8'))
    },
    matches: (text) => line.test(withoutColours(text)),
    spans(text) {
      const matcher = line.matcher(withoutColours(text))
      const found: [number, number][] = []
      const until = performance.now() + SPANS_MS
      while (found.length < MAX_SPANS && performance.now() < until && matcher.find()) {
        if (matcher.end() > matcher.start()) found.push([matcher.start(), matcher.end()])
      }
      return found
    },
  }
}

const ESCAPE = 0x1b
