/** What the heartbeat thread and the main thread share. */
export interface BeatShare {
  readonly descriptor: number
  readonly intervalMs: number
  /** Monotonic milliseconds at which the main thread last turned its loop. */
  readonly lastTurn: BigInt64Array
  /** Process groups that must not outlive the worker; 0 is a free place. */
  readonly groups: Int32Array
  /** Nothing ever wakes this one: waiting on it is how the thread sleeps. */
  readonly sleep: Int32Array
}

/**
 * Writes heartbeats for as long as somebody reads them, and ends the process with all it started when nobody does any more:
 * the main thread may be too busy to notice that its parent is gone. Started from its own source text, so that the built
 * worker stays one file; it can use nothing from outside its body.
 */
export function beatThread(): void {
  const { writeSync } = process.getBuiltinModule('node:fs')
  const threads = process.getBuiltinModule('node:worker_threads')
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- no schema can be reached from here; beats.ts fills it
  const { descriptor, intervalMs, lastTurn, groups, sleep }: BeatShare = threads.workerData

  const kill = (pid: number) => {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // Gone already.
    }
  }

  for (;;) {
    const age = process.hrtime.bigint() / 1_000_000n - Atomics.load(lastTurn, 0)
    try {
      writeSync(descriptor, `{"main_age_ms":${age < 0n ? 0n : age}}\n`)
    } catch (error) {
      // A full pipe only means that the core is busy.
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) {
        for (const group of groups) if (group > 0) kill(-group)
        kill(process.pid)
      }
    }
    Atomics.wait(sleep, 0, 0, intervalMs)
  }
}
