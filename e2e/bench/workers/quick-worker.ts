import { taskTypes } from '#schemas'
import { defineHandler, handlers, runForkedWorker } from '#worker'

/** The worker that ships, but its document job does nothing: for making very many finished jobs. */
const quick = defineHandler(taskTypes.doc_compactor_task, async () => ({
  result: { inputs_considered: 0, bytes_read: 0 },
  verdict: null,
}))

process.exit(await runForkedWorker({ handlers: { ...handlers, doc_compactor_task: quick } }))
