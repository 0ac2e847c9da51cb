import { BEAT_INTERVAL_MS } from '#schemas/protocol'
import type { Clock } from '#schemas/format'

/** What is wrong with a worker: no heartbeat, a main thread that does not move, a run beyond its time. */
export interface Silence {
  readonly cause: 'no_heartbeat' | 'stuck' | 'wall_time'
  readonly forMs: number
}

/** Judges from heartbeats whether one worker process is alive. */
export interface Watch {
  /** A new process; it must say that it is ready within `READY_WITHIN_MS`. */
  began(): void
  ready(): void
  beat(mainAgeMs: number): void
  runBegan(wallLimitMs: number): void
  runEnded(): void
  /** To be called once a second while the process lives. */
  look(): Silence | undefined
  /** Wall time of the last heartbeat, milliseconds; undefined before the first. */
  lastBeatAt(): number | undefined
  /** How long the process has lived, monotonic milliseconds. */
  livedMs(): number
  runMs(): number
}

export interface WatchLimits {
  readonly silentMs: number
  readonly stuckMs: number
  readonly wallGraceMs: number
}

const READY_WITHIN_MS = 15_000

export function createWatch(clock: Clock, limits: WatchLimits): Watch {
  let startedAt = 0
  let isReady = false
  let lastBeat = 0
  let lastBeatAt: number | undefined
  let mainAge = 0
  let lastLook = 0
  let awakeSince = 0
  let runStarted = 0
  let wallLimit: number | undefined

  return {
    began() {
      startedAt = lastBeat = lastLook = awakeSince = clock.monotonic()
      isReady = false
      mainAge = 0
      wallLimit = undefined
    },
    ready: () => {
      isReady = true
    },
    beat(mainAgeMs) {
      lastBeat = clock.monotonic()
      lastBeatAt = clock.now()
      mainAge = mainAgeMs
    },
    runBegan(wallLimitMs) {
      runStarted = clock.monotonic()
      wallLimit = wallLimitMs
    },
    runEnded: () => {
      wallLimit = undefined
    },
    look() {
      const now = clock.monotonic()
      const gap = now - lastLook
      // This process was stopped or asleep itself: what the worker sent meanwhile has not been read yet. Where the monotonic
      // clock goes on during sleep (macOS, Windows), the run and the worker's main thread could not use that time either.
      if (gap > 3 * BEAT_INTERVAL_MS) {
        lastBeat = awakeSince = now
        runStarted += gap
      }
      lastLook = now
      if (now - lastBeat > limits.silentMs) return { cause: 'no_heartbeat', forMs: now - lastBeat }
      if (!isReady && now - startedAt > READY_WITHIN_MS) return { cause: 'no_heartbeat', forMs: now - startedAt }
      const stuckMs = Math.min(mainAge, now - awakeSince)
      if (stuckMs > limits.stuckMs) return { cause: 'stuck', forMs: stuckMs }
      if (wallLimit !== undefined && now - runStarted > wallLimit + limits.wallGraceMs)
        return { cause: 'wall_time', forMs: now - runStarted }
      return undefined
    },
    lastBeatAt: () => lastBeatAt,
    livedMs: () => clock.monotonic() - startedAt,
    runMs: () => Math.round(clock.monotonic() - runStarted),
  }
}
