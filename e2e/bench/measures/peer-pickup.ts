import { setTimeout as sleep } from 'node:timers/promises'
import { monotonicMicroseconds } from '../monotonic.ts'
import { peers } from '../peers/index.ts'
import { percentile } from '../statistics.ts'
import type { Measure } from './figures.ts'
import { aPeerJob, type PeerInput, placeOf } from './peer-job.ts'
import { startPeer } from './peer-process.ts'

const WARM_UP = 10

/** From the call that enqueues to the handler in an idle worker process of another queue. */
export const measure: Measure<PeerInput & { jobs: number }> = async (input) => {
  const place = await placeOf(input)
  const queue = await peers[input.peer].open(place)
  const worker = await startPeer({ peer: input.peer, place, concurrency: 1, jobs: 0 })
  const took: number[] = []
  for (let at = 0; at < WARM_UP + input.jobs; at += 1) {
    await sleep(20 + Math.random() * 40)
    const before = monotonicMicroseconds()
    await queue.enqueue(aPeerJob(at))
    const report = await worker.next()
    if (at >= WARM_UP && 'at' in report) took.push((report.at - before) / 1000)
  }
  await worker.end()
  await queue.close()
  return { p50: percentile(took, 0.5), p95: percentile(took, 0.95) }
}
