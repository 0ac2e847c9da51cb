import { handlers, defineHandler, runForkedWorker } from '#worker'
import { taskTypes } from '#schemas'
import { monotonicMicroseconds } from '../monotonic.ts'

/** The worker that ships, but its document job does nothing and gives the moment it began as its result. */
const clocked = defineHandler(taskTypes.doc_compactor_task, async () => ({
  result: { inputs_considered: 0, bytes_read: monotonicMicroseconds() },
  verdict: null,
}))

process.exit(await runForkedWorker({ handlers: { ...handlers, doc_compactor_task: clocked } }))
