import { load, type Peer } from './peer.ts'

/** BullMQ on a Redis that syncs its log after every command (`appendfsync always`). */
export const bullmq: Peer = {
  async open({ redisPort, queue: name }) {
    const { Queue } = await load('bullmq')
    const queue = new Queue(name, { connection: { host: '127.0.0.1', port: redisPort } })
    await queue.waitUntilReady()
    return { enqueue: (job) => queue.add('noop', job), close: () => queue.close() }
  },
  async work({ redisPort, queue }, concurrency, handle) {
    const { Worker } = await load('bullmq')
    const worker = new Worker(queue, async ({ data }: { data: unknown }) => handle(data), {
      connection: { host: '127.0.0.1', port: redisPort, maxRetriesPerRequest: null },
      concurrency,
    })
    await worker.waitUntilReady()
  },
}
