import { Worker } from 'node:worker_threads'
import type { Clock } from '#schemas/format'
import { beatThread, type BeatShare } from './beat-thread.ts'

/** As many groups at once as a run has slots, twice over. */
const GROUP_PLACES = 16

/** Proof of life for the core, given by a thread that goes on while the main thread is busy. */
export interface Beats {
  /** The main thread has got this far. */
  turn(): void
  /** Has this process group killed with the worker, should the core vanish while the main thread is busy. */
  guard(group: number): () => void
  /** Kills what is guarded, for a process that is about to end. */
  killGuarded(): void
}

export interface BeatsOptions {
  readonly clock: Clock
  readonly descriptor: number
  readonly intervalMs: number
}

/** Starts the heartbeats; they end with the process. */
export function startBeats({ clock, descriptor, intervalMs }: BeatsOptions): Beats {
  const share: BeatShare = {
    descriptor,
    intervalMs,
    lastTurn: new BigInt64Array(new SharedArrayBuffer(8)),
    groups: new Int32Array(new SharedArrayBuffer(4 * GROUP_PLACES)),
    sleep: new Int32Array(new SharedArrayBuffer(4)),
  }

  function turn(): void {
    Atomics.store(share.lastTurn, 0, process.hrtime.bigint() / 1_000_000n)
  }

  turn()
  new Worker(`(${beatThread.toString()})()`, { eval: true, workerData: share }).unref()
  clock.every(intervalMs, turn)

  return {
    turn,
    guard(group) {
      const place = share.groups.indexOf(0)
      if (place < 0) return () => undefined
      Atomics.store(share.groups, place, group)
      return () => void Atomics.compareExchange(share.groups, place, group, 0)
    },
    killGuarded() {
      for (const group of share.groups.filter((place) => place > 0)) {
        try {
          process.kill(-group, 'SIGKILL')
        } catch {
          // Gone already.
        }
      }
    },
  }
}
