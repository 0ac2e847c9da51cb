import type { JobType } from '#schemas'
import type { Handler } from '../run/handler.ts'
import { docCompactor } from './doc-compactor.ts'
import { repoIndex } from './repo-index.ts'
import { shell } from './shell.ts'
import { testRunner } from './test-runner.ts'
import { watchdog } from './watchdog.ts'

export type Handlers = Readonly<Record<JobType, Handler>>

/** What this worker can do, by job type. */
export const handlers: Handlers = {
  repo_index_task: repoIndex,
  test_runner_task: testRunner,
  doc_compactor_task: docCompactor,
  shell_task: shell,
  watchdog_task: watchdog,
}
