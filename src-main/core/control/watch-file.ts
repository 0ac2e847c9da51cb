import { watch } from 'node:fs'
import { basename } from 'node:path'
import type { Clock } from '#schemas/format'
import type { Home } from '#core/record'

/** Should the system not tell of changes, the file is looked at this often. */
const BACKSTOP_MS = 1000
/** While nothing is watched, this often. */
const WITHOUT_WATCH_MS = 200
/** Changes of other files in the folder, within a second, from which on looking costs less than being told. */
const NOISE = 100
/** So long nothing is watched then. */
const UNWATCHED_MS = 5000

/**
 * Calls `look` whenever the kill switch file may have changed; returns what ends that. The system tells of every write to the
 * database beside it as well, which took a sixth of the core's work while jobs ran: then the file is looked at instead.
 */
export function watchFor(home: Home, clock: Clock, look: () => void): () => void {
  const name = basename(home.killSwitchFile)
  let stopWatching = () => {}
  let stopLooking = () => {}
  let noise = 0

  function changed(file: string | null): void {
    if (file === null || file === name) return look()
    noise += 1
    if (noise > NOISE) lookInstead()
  }

  function startWatching(): void {
    try {
      const watcher = watch(home.root, { persistent: false }, (_kind, file) => changed(file))
      // A watcher that fails later leaves the backstop, which is slower but sees the same.
      watcher.on('error', () => watcher.close())
      stopWatching = () => watcher.close()
    } catch {
      // No watches to be had (a limit, an unusual file system).
      stopLooking = clock.every(WITHOUT_WATCH_MS, look)
    }
  }

  function lookInstead(): void {
    stopWatching()
    const stopEvery = clock.every(WITHOUT_WATCH_MS, look)
    const stopAfter = clock.after(UNWATCHED_MS, () => {
      stopEvery()
      noise = 0
      startWatching()
      look()
    })
    stopLooking = () => {
      stopEvery()
      stopAfter()
    }
  }

  startWatching()
  const stopBackstop = clock.every(BACKSTOP_MS, () => {
    noise = 0
    look()
  })
  return () => {
    stopWatching()
    stopLooking()
    stopBackstop()
  }
}
