import Database from 'better-sqlite3'
import { load, type Peer, type PeerPlace } from './peer.ts'

/** How often a worker of it looks for work, milliseconds; its own setting of a second would only show that. */
const POLL_MS = 10

const logger = { error() {}, warn() {}, info() {}, debug() {} }

/** plainjob on SQLite. It sets `synchronous = NORMAL`, so that a power cut may take back jobs it has accepted. */
export const plainjob: Peer = {
  async open(place) {
    const queue = await queueOf(place)
    return { enqueue: async (job) => queue.add('noop', job), close: () => queue.close() }
  },
  async work(place, concurrency, handle) {
    const { defineWorker } = await load('plainjob')
    const queue = await queueOf(place)
    const perform = async ({ data }: { data: string }) => handle(JSON.parse(data))
    for (let worker = 0; worker < concurrency; worker += 1)
      defineWorker('noop', perform, { queue, logger, pollIntervall: POLL_MS }).start()
  },
}

async function queueOf({ file }: PeerPlace) {
  const { better, defineQueue } = await load('plainjob')
  return defineQueue({ connection: better(new Database(file)), logger })
}
