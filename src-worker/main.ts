import { FILE_TASKS_ARGUMENT, TRUST_HOST_ARGUMENT } from '#schemas/protocol'
import { runFileTasks } from './file-tasks/index.ts'
import { handlers } from './handlers/index.ts'
import { runTrustHost } from './trust/index.ts'
import { runForkedWorker } from './worker.ts'

const [, , use] = process.argv
if (use === FILE_TASKS_ARGUMENT) process.exit(await runFileTasks())
if (use === TRUST_HOST_ARGUMENT) process.exit(await runTrustHost())
process.exit(await runForkedWorker({ handlers }))
