import { availableParallelism } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { aSmallJob, openBenchCore } from './bench-core.ts'
import type { Measure } from './figures.ts'

/** So many wait at most, so that the queue stays short while it is filled. */
const MOST_QUEUED = 4000
const STEP = 500

/**
 * Brings a data directory to so many finished jobs, each enqueued through the door and run by a worker process, with all its
 * events. What is there already counts.
 */
export const measure: Measure<{ home: string; rows: number }> = async ({ folder, home, rows }) => {
  const workerEntry = join(import.meta.dirname, '..', 'workers', 'quick-worker.ts')
  const slots = Math.max(1, Math.min(3, availableParallelism() - 1))
  const core = await openBenchCore(folder, { home, slots, workerEntry })
  const present = core.status().counts.succeeded
  const startedAt = performance.now()
  for (let at = present; at < rows; at += STEP) {
    const some = Array.from({ length: Math.min(STEP, rows - at) }, (_, within) => aSmallJob(at + within))
    await Promise.all(some.map((spec) => core.jobs.enqueue(spec, 'bench')))
    while (core.status().counts.queued > MOST_QUEUED) await sleep(5)
  }
  while (core.status().counts.succeeded < rows) await sleep(20)
  const seconds = (performance.now() - startedAt) / 1000
  await core.close('bench')
  const bytes = readdirSync(home).reduce((sum, name) => sum + statSync(join(home, name)).size, 0)
  return { jobs: rows, made: rows - present, seconds, bytes_per_job: bytes / rows }
}
