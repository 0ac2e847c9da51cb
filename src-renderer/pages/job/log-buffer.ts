import type { OutputFrame, OutputStream } from '#schemas'
import { coloursAfter, showable, unfinishedTail } from './log-text.ts'

/** One line as it is shown. `text` may hold colours and nothing else that a terminal would act on. */
export interface LogLine {
  /** Number in the whole log, from 1. */
  readonly number: number
  readonly at: string
  readonly stream: OutputStream
  readonly text: string
  /** The other stream cut in before this line had ended, so it goes on here. */
  readonly continued: boolean
}

/** What arrived, as a terminal takes it: the rest of the last line, then new lines. */
export interface Arrived {
  readonly rest: string
  readonly lines: readonly LogLine[]
}

/** A line longer than this goes on in the next one. */
const MAX_LINE = 4096

/**
 * Turns frames into lines, in the order of their arrival, and keeps the last `keep` of them. Text of one line that comes
 * in several frames is joined; a line that another stream interrupts is continued below.
 */
export function createLogBuffer({ keep }: { readonly keep: number }) {
  let lines: LogLine[] = []
  let count = 0
  let open: OutputStream | undefined
  const colours = new Map<OutputStream, string>()
  const tails = new Map<OutputStream, string>()
  const unended = new Set<OutputStream>()

  function begin(stream: OutputStream, at: string): void {
    count += 1
    lines.push({ number: count, at, stream, text: colours.get(stream) ?? '', continued: unended.has(stream) })
    open = stream
  }

  function extend(text: string): void {
    const last = lines.at(-1)
    if (last) lines[lines.length - 1] = { ...last, text: last.text + text }
  }

  function write(stream: OutputStream, at: string, text: string): void {
    if (open !== stream) begin(stream, at)
    for (let from = 0; from < text.length;) {
      const room = Math.max(1, MAX_LINE - (lines.at(-1)?.text.length ?? 0))
      const part = text.slice(from, from + room)
      extend(part)
      from += part.length
      if (from < text.length) begin(stream, at)
    }
    colours.set(stream, coloursAfter(colours.get(stream) ?? '', text))
    unended.add(stream)
  }

  function end(stream: OutputStream, at: string): void {
    if (open !== stream) begin(stream, at)
    unended.delete(stream)
    open = undefined
  }

  return {
    /** Takes frames and says what a terminal has to write for them. */
    push(frames: readonly OutputFrame[]): Arrived {
      const before = count
      const lastLength = lines.at(-1)?.text.length ?? 0
      for (const frame of frames) {
        const joined = `${tails.get(frame.stream) ?? ''}${frame.text}`
        const tail = unfinishedTail(joined)
        tails.set(frame.stream, joined.slice(joined.length - tail))
        const pieces = joined.slice(0, joined.length - tail).split(/\r?\n|\r(?!\n)/)
        pieces.forEach((piece, at) => {
          if (piece !== '') write(frame.stream, frame.at, showable(piece))
          if (at < pieces.length - 1) end(frame.stream, frame.at)
        })
      }
      const firstNew = lines.length - (count - before)
      const rest = lines[firstNew - 1]?.text.slice(lastLength) ?? ''
      const added = lines.slice(Math.max(0, firstNew))
      if (lines.length > keep * 1.25) lines = lines.slice(-keep)
      return { rest, lines: added }
    },
    /** The kept lines. */
    get lines(): readonly LogLine[] {
      return lines.length > keep ? lines.slice(-keep) : lines
    },
    /** How many lines came before the kept ones. */
    get dropped(): number {
      return Math.max(0, count - keep)
    },
    get count(): number {
      return count
    },
  }
}

export type LogBuffer = ReturnType<typeof createLogBuffer>
