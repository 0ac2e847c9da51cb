import { FILE_TASKS_ARGUMENT } from '#schemas/protocol'
import { runFileTasks } from './file-tasks/index.ts'
import { handlers } from './handlers/index.ts'
import { runForkedWorker } from './worker.ts'

process.exit(process.argv[2] === FILE_TASKS_ARGUMENT ? await runFileTasks() : await runForkedWorker({ handlers }))
