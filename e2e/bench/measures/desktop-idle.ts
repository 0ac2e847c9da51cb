import { setTimeout as sleep } from 'node:timers/promises'
import { join } from 'node:path'
import { until } from '../../support/wait.ts'
import { buildHost, startHost } from '../desktop/start-host.ts'
import type { Figures, Measure } from './figures.ts'
import { residentBytes, residentFileBytes, workedMs } from './process-figures.ts'

/** What hosting the core and one idle worker costs: their share of a core, and their memory. */
export const measure: Measure<{ seconds: number }> = async ({ folder, seconds }) => {
  const entry = await buildHost(join(folder, 'host'))
  const host = await startHost(entry, join(folder, 'home'), 1)
  const worker = await until('the worker is idle', async () => {
    const [found] = (await host.client.system.status()).workers
    return found?.state === 'idle' && found.pid !== null && found.pid
  })
  // What a start leaves to be done is not idling.
  await sleep(Math.min(5000, seconds * 500))
  const pids = [host.pid, worker]
  const before = pids.map(workedMs)
  await sleep(seconds * 1000)
  const [main = 0, ofWorker = 0] = pids.map((pid, at) => workedMs(pid) - (before[at] ?? 0))
  const figures: Figures = {
    main_percent: main / seconds / 10,
    worker_percent: ofWorker / seconds / 10,
    percent: (main + ofWorker) / seconds / 10,
    main_bytes: residentBytes(host.pid),
    worker_bytes: residentBytes(worker),
    bytes: residentBytes(host.pid) + residentBytes(worker),
    // Both run the same program, whose file lies in memory once.
    bytes_once: residentBytes(host.pid) + residentBytes(worker) - residentFileBytes(worker),
  }
  await host.stop()
  return figures
}
