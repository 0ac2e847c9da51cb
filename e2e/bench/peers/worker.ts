import { monotonicMicroseconds } from '../monotonic.ts'
import { type PeerName, type PeerPlace, peers } from './index.ts'

/** What the process that measures tells its worker process, once. */
export interface PeerWork {
  readonly peer: PeerName
  readonly place: PeerPlace
  readonly concurrency: number
  /** Jobs after which the first and the last moment are told; 0 to tell the moment of each. */
  readonly jobs: number
}

export type PeerWorkReport =
  | { readonly up: true }
  | { readonly first: number; readonly last: number }
  | { readonly at: number }

/** A worker process of a peer: tells when its handler was called, on the clock that all processes share. */
function startWork({ peer, place, concurrency, jobs }: PeerWork): Promise<void> {
  let first = 0
  let handled = 0
  return peers[peer].work(place, concurrency, () => {
    const at = monotonicMicroseconds()
    if (jobs === 0) return report({ at })
    handled += 1
    if (handled === 1) first = at
    if (handled === jobs) report({ first, last: at })
  })
}

function report(message: PeerWorkReport): void {
  process.send?.(message)
}

process.on('disconnect', () => process.exit(0))
process.once('message', (work) => void startWork(work as PeerWork).then(() => report({ up: true })))
