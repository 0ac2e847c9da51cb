import { handlers } from './handlers/index.ts'
import { runForkedWorker } from './worker.ts'

process.exit(await runForkedWorker({ handlers }))
