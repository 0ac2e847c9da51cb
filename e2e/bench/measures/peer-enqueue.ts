import { peers } from '../peers/index.ts'
import type { Measure } from './figures.ts'
import { inFlight, oneByOne, perSecond } from './pace.ts'
import { aPeerJob, type PeerInput, placeOf } from './peer-job.ts'

const WARM_UP = 300

/** Enqueuing into another queue. */
export const measure: Measure<PeerInput & { jobs: number }> = async (input) => {
  const queue = await peers[input.peer].open(await placeOf(input))
  const enqueue = (at: number) => queue.enqueue(aPeerJob(at))
  await inFlight(Math.min(WARM_UP, input.jobs), 10, enqueue)
  const serial = perSecond(await oneByOne(input.jobs, enqueue))
  const ten = await inFlight(input.jobs * 3, 10, enqueue)
  await queue.close()
  return { serial, ten }
}
