import { setTimeout as sleep } from 'node:timers/promises'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { until } from '../../support/wait.ts'
import { existing } from './bench-core.ts'
import { startDaemon } from './daemon.ts'
import type { Measure } from './figures.ts'
import { aLoudJob } from './output.ts'
import { residentBytes, watchMost } from './process-figures.ts'

/** A run's output may be no larger. */
const RUN_BYTES = 100_000_000

/** Memory of the built daemon: fresh and idle, on a large data directory, and while commands flood it with output. */
export const measure: Measure<{ home: string; flood: number; idleMs: number }> = async (input) => {
  const { folder, home, flood, idleMs } = input
  const large = await startDaemon(existing(home), 1)
  await sleep(idleMs)
  const withJobs = residentBytes(large.pid)
  for (let page = 0; page < 20; page += 1) await large.client.jobs.list({ limit: 100 })
  const afterPages = residentBytes(large.pid)
  await large.stop()

  const workspace = join(folder, 'workspace')
  mkdirSync(workspace)
  const { client, pid, stop } = await startDaemon(join(folder, 'home'), 1)
  await sleep(idleMs)
  const idle = residentBytes(pid)
  await client.workspaces.add({ path: workspace, name: 'bench' })
  // One run, so that what every first run loads is not taken for the flood's.
  await client.jobs.enqueue(aLoudJob(1_000_000))
  await until('the first run is over', async () => (await client.system.status()).counts.succeeded === 1, 60_000)
  // The thread that reads for the index has come with it.
  await sleep(Math.min(idleMs, 2000))
  const before = residentBytes(pid)
  const memory = watchMost(() => residentBytes(pid))
  const runs = Math.ceil(flood / RUN_BYTES)
  for (let at = 0; at < runs; at += 1) await client.jobs.enqueue(aLoudJob(Math.min(RUN_BYTES, flood)))
  await until('the flood is over', async () => (await client.system.status()).counts.succeeded === runs + 1, 600_000)
  const grown = memory.stop() - before
  await stop()
  return { idle, with_jobs: withJobs, after_pages: afterPages, grown }
}
