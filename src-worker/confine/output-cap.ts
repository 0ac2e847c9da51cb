import type { StreamName } from './output-pump.ts'

export interface CapCount {
  /** Bytes that came. */
  readonly total: number
  /** Bytes that were kept: the first ones. */
  readonly kept: number
  readonly truncated: boolean
}

/** Keeps the first bytes of each stream and counts all of them. */
export interface OutputCap {
  /** Takes what came and returns the part of it that was kept: all, a beginning, or nothing. */
  take(stream: StreamName, bytes: Buffer): Buffer
  count(stream: StreamName): CapCount
  /** What was kept of a stream so far. */
  kept(stream: StreamName): Buffer
}

/** Memory stays within `limitBytes` for each of the two streams, whatever comes. */
export function createOutputCap(limitBytes: number): OutputCap {
  const stores = { stdout: createStore(limitBytes), stderr: createStore(limitBytes) }
  return {
    take: (stream, bytes) => stores[stream].take(bytes),
    count: (stream) => stores[stream].count(),
    kept: (stream) => stores[stream].kept(),
  }
}

function createStore(limit: number) {
  let memory = Buffer.alloc(0)
  let kept = 0
  let total = 0

  /** Grows by doubling, so that many small chunks cost no list of views that pin larger pools. */
  function reserve(size: number): void {
    if (size <= memory.length) return
    const grown = Buffer.allocUnsafeSlow(Math.min(limit, Math.max(size, 2 * memory.length, 1024)))
    memory.copy(grown, 0, 0, kept)
    memory = grown
  }

  return {
    take(bytes: Buffer): Buffer {
      total += bytes.length
      const part = bytes.subarray(0, Math.max(0, limit - kept))
      reserve(kept + part.length)
      kept += part.copy(memory, kept)
      return part
    },
    count: (): CapCount => ({ total, kept, truncated: total > kept }),
    kept: () => memory.subarray(0, kept),
  }
}
