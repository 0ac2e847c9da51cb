import type { Clock } from '#schemas/format'
import { INITIAL_CREDIT_BYTES, MAX_FRAME_UNITS, type OutputFrameMessage } from '#schemas/protocol'
import { truncateUtf8 } from '../algorithms/index.ts'
import type { RunLink } from './link.ts'

export type LogStream = OutputFrameMessage['stream']

/** All that Interlock may say in one log, beside the output of the run. */
const MAX_NOTES_BYTES = 512 * 1024

/** Frames leave this long after the first of them, or when there is this much. */
const BATCH_MS = 20
const BATCH_BYTES = 64 * 1024
const MAX_FRAMES = 256

/** The run's output on its way to the core, which takes only as much as it has given credit for. */
export interface OutputLog {
  /**
   * Takes text, of streams as much as the budget allows and of notes a fixed amount; the rest is left out. When a promise comes back, the log is full: the writer waits for it, and so does the process it reads from.
   * Once the run is stopped nobody waits any more, and what finds no room is dropped.
   */
  write(stream: LogStream, text: string): Promise<void> | undefined
  /** The core has room for so many bytes more. */
  onCredit(bytes: number): void
  /** Sends what is pending and resolves when everything has been sent, or the signal aborts. */
  drained(signal: AbortSignal): Promise<void>
}

export interface OutputLogDeps {
  readonly link: RunLink
  readonly clock: Clock
  /** Aborts when the run is stopped. */
  readonly signal: AbortSignal
  /** Text of streams beyond this is left out; replaced characters take more bytes than what they stand for. */
  readonly maxBytes: number
}

interface PendingFrame {
  readonly at: number
  readonly stream: LogStream
  text: string
  bytes: number
}

export function createOutputLog({ link, clock, signal, maxBytes }: OutputLogDeps): OutputLog {
  let credit = INITIAL_CREDIT_BYTES
  const pending: PendingFrame[] = []
  let pendingBytes = 0
  let cancelTimer: (() => void) | undefined
  const left = { streams: maxBytes, notes: MAX_NOTES_BYTES }
  let room = Promise.withResolvers<void>()

  function allowed(stream: LogStream, text: string): string {
    const account = stream === 'note' ? 'notes' : 'streams'
    const bytes = Buffer.byteLength(text)
    const kept = bytes <= left[account] ? text : truncateUtf8(text, left[account]).text
    left[account] = Math.max(0, left[account] - bytes)
    return kept
  }

  function append(stream: LogStream, text: string): void {
    const bytes = Buffer.byteLength(text)
    const last = pending.at(-1)
    if (last?.stream === stream && last.text.length + text.length <= MAX_FRAME_UNITS) {
      last.text += text
      last.bytes += bytes
    } else {
      pending.push({ at: clock.now(), stream, text, bytes })
    }
    pendingBytes += bytes
  }

  function flush(): void {
    cancelTimer?.()
    cancelTimer = undefined
    while (pending.length > 0) {
      const count = affordable()
      // The rest leaves when credit comes.
      if (count === 0) return
      const frames = pending.splice(0, count)
      for (const { bytes } of frames) {
        credit -= bytes
        pendingBytes -= bytes
      }
      link.send({ kind: 'output', frames: frames.map(({ at, stream, text }) => ({ at, stream, text })) })
    }
    makeRoom()
  }

  function makeRoom(): void {
    room.resolve()
    room = Promise.withResolvers()
  }
  signal.addEventListener('abort', makeRoom, { once: true })

  /** How many of the first frames fit in one message and in the credit. */
  function affordable(): number {
    let bytes = 0
    for (const [at, frame] of pending.entries()) {
      bytes += frame.bytes
      if (bytes > credit || at === MAX_FRAMES || (at > 0 && bytes > 4 * BATCH_BYTES)) return at
    }
    return pending.length
  }

  return {
    write(stream, text) {
      if (signal.aborted && pendingBytes >= BATCH_BYTES) return undefined
      for (const piece of pieces(allowed(stream, text))) append(stream, piece)
      if (pendingBytes >= BATCH_BYTES) flush()
      else if (pending.length > 0) cancelTimer ??= clock.after(BATCH_MS, flush)
      return pendingBytes >= BATCH_BYTES && !signal.aborted ? room.promise : undefined
    },
    onCredit(bytes) {
      credit += bytes
      if (pending.length > 0 && cancelTimer === undefined) flush()
    },
    async drained(patience) {
      flush()
      if (pending.length === 0 || patience.aborted) return
      const late = Promise.withResolvers<void>()
      patience.addEventListener('abort', () => late.resolve(), { once: true })
      await Promise.race([room.promise, late.promise])
    },
  }
}

/** The text in parts that one frame may hold, cut between characters. */
function* pieces(text: string): Generator<string> {
  for (let from = 0; from < text.length;) {
    let to = Math.min(text.length, from + MAX_FRAME_UNITS)
    if (to < text.length && isHighSurrogate(text.charCodeAt(to - 1))) to -= 1
    yield text.slice(from, to)
    from = to
  }
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff
}
