import type { Readable } from 'node:stream'

export type StreamName = 'stdout' | 'stderr'

/**
 * Takes output as it comes: raw bytes and the milliseconds since the start. While a returned promise is pending that stream is
 * not read, so that the pipe fills and the process waits.
 */
export type OutputSink = (stream: StreamName, bytes: Buffer, atMs: number) => void | Promise<void>

export interface Pump {
  /** Resolves when all output was read and taken, or the pump was stopped. */
  readonly done: Promise<void>
  /** Whether nothing came for `ms` and no sink is at work: what still holds the pipe has nothing to say. */
  isQuiet(ms: number): boolean
  /** Lets go of the pipe, whoever still holds its other end. Output that was not read yet is lost. */
  stop(): void
}

export interface PumpOptions {
  readonly stream: Readable
  readonly name: StreamName
  readonly sink: OutputSink
  readonly startedAt: number
  /** Called once, when the sink refused. */
  readonly onRefused: (cause: unknown) => void
}

/** Moves a pipe's bytes to a sink in order, keeping none beyond what was read before the sink asked to wait. */
export function pumpOutput({ stream, name, sink, startedAt, onRefused }: PumpOptions): Pump {
  const { promise: done, resolve } = Promise.withResolvers<void>()
  // Node resumes paused pipes when the process exits, so a chunk can come while the sink is still at work.
  const waiting: Buffer[] = []
  let lastAt = performance.now()
  let taking = false
  let closed = false
  let refused = false

  async function drain(): Promise<void> {
    taking = true
    try {
      for (let bytes = waiting.shift(); bytes !== undefined; bytes = waiting.shift()) {
        const taken = sink(name, bytes, Math.round(performance.now() - startedAt))
        if (taken === undefined) continue
        stream.pause()
        await taken
        stream.resume()
      }
    } catch (error) {
      refused = true
      waiting.length = 0
      stream.resume()
      onRefused(error)
    }
    taking = false
    lastAt = performance.now()
    if (closed) resolve()
  }

  stream.on('data', (bytes: Buffer) => {
    lastAt = performance.now()
    // The command is being killed; a closed pipe could make it end in some other way first.
    if (refused) return
    waiting.push(bytes)
    if (!taking) void drain()
  })
  // A pipe that breaks is at its end; the exit says what happened.
  stream.on('error', () => stream.destroy())
  stream.on('close', () => {
    closed = true
    if (!taking) resolve()
  })

  return {
    done,
    isQuiet: (ms) => !taking && performance.now() - lastAt >= ms,
    stop() {
      stream.destroy()
      resolve()
    },
  }
}
