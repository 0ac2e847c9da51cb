import { bullmq } from './bullmq.ts'
import { graphileWorker } from './graphile-worker.ts'
import type { Peer } from './peer.ts'
import { plainjob } from './plainjob.ts'

export type { Peer, PeerPlace } from './peer.ts'

export const PEERS = ['bullmq', 'graphile-worker', 'plainjob'] as const
export type PeerName = (typeof PEERS)[number]

export const peers: Readonly<Record<PeerName, Peer>> = { bullmq, 'graphile-worker': graphileWorker, plainjob }

/** Those that keep a job they have accepted, whatever happens to the power. */
export const DURABLE_PEERS = ['bullmq', 'graphile-worker'] as const satisfies readonly PeerName[]
