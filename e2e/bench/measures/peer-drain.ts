import { peers } from '../peers/index.ts'
import type { Figures, Measure } from './figures.ts'
import { inFlight } from './pace.ts'
import { aPeerJob, type PeerInput, placeOf } from './peer-job.ts'
import { startPeer } from './peer-process.ts'

/** Jobs that do nothing through one worker process of another queue, at each concurrency. */
export const measure: Measure<PeerInput & { jobs: number; concurrency: number[] }> = async (input) => {
  const figures: Record<string, number> = {}
  for (const concurrency of input.concurrency) {
    const place = await placeOf(input)
    const queue = await peers[input.peer].open(place)
    await inFlight(input.jobs, 10, (at) => queue.enqueue(aPeerJob(at)))
    const worker = await startPeer({ peer: input.peer, place, concurrency, jobs: input.jobs })
    const report = await worker.next()
    if ('first' in report) figures[`rate_${concurrency}`] = ((input.jobs - 1) / (report.last - report.first)) * 1e6
    await worker.end()
    await queue.close()
  }
  return figures satisfies Figures
}
