import { monitorEventLoopDelay } from 'node:perf_hooks'

/** Watches how long the main loop of this process stands still. `read` gives p99 and the longest so far, milliseconds. */
export function watchLoop() {
  const histogram = monitorEventLoopDelay({ resolution: 1 })
  histogram.enable()
  return {
    read() {
      histogram.disable()
      // The histogram counts from one tick to the next, so an idle loop shows the millisecond between them.
      return { p99: histogram.percentile(99) / 1e6, max: histogram.max / 1e6 }
    },
  }
}
