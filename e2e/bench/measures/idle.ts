import { setTimeout as sleep } from 'node:timers/promises'
import { join } from 'node:path'
import { startDaemon } from './daemon.ts'
import type { Measure } from './figures.ts'
import { workedMs } from './process-figures.ts'

/** What the built daemon and its worker cost while there is nothing to do. */
export const measure: Measure<{ seconds: number }> = async ({ folder, seconds }) => {
  const daemon = await startDaemon(join(folder, 'home'), 1)
  await sleep(3000)
  const worker = (await daemon.client.system.status()).workers[0]?.pid ?? 0
  await sleep(1000)
  const pids = [daemon.pid, worker]
  const before = pids.map(workedMs)
  await sleep(seconds * 1000)
  const [core = 0, ofWorker = 0] = pids.map((pid, at) => workedMs(pid) - (before[at] ?? 0))
  await daemon.stop()
  return { core_percent: core / seconds / 10, worker_percent: ofWorker / seconds / 10 }
}
