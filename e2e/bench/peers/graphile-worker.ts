import { load, type Peer } from './peer.ts'

const silent = () => () => {}

/** Graphile Worker on a Postgres with the settings it comes with, which sync every commit. */
export const graphileWorker: Peer = {
  async open({ postgresUrl }) {
    const { makeWorkerUtils, Logger } = await load('graphile-worker')
    const utilities = await makeWorkerUtils({ connectionString: postgresUrl, logger: new Logger(silent) })
    await utilities.migrate()
    return { enqueue: (job) => utilities.addJob('noop', job), close: () => utilities.release() }
  },
  async work({ postgresUrl }, concurrency, handle) {
    const { run, Logger } = await load('graphile-worker')
    await run({
      connectionString: postgresUrl,
      concurrency,
      noHandleSignals: true,
      logger: new Logger(silent),
      taskList: { noop: async (job: unknown) => handle(job) },
    })
  },
}
