import { InterlockError } from '#schemas'
import type { LogReading, ReadOutput, RunTable } from '#core/work'
import type { Supervisor } from '#core/workers'
import type { Core } from './types.ts'
import type { Views } from './views.ts'

/** Runs as clients read them: their figures, their output and their log. */
export function createRunReads({
  log,
  readOutput,
  runs,
  supervisor,
  views,
}: {
  log: LogReading
  readOutput: ReadOutput
  runs: RunTable
  supervisor: Supervisor
  views: Views
}): Core['runs'] {
  return {
    get(run) {
      const found = views.run(run)
      if (found === undefined) throw new InterlockError('run_not_found', { id: run })
      return found
    },
    output({ id: run, from, limit }) {
      const row = runs.byId(run)
      if (row === undefined) throw new InterlockError('run_not_found', { id: run })
      return readOutput({ run: row, stored: supervisor.live(run)?.stored ?? 0, from, limit })
    },
    lines: log.lines,
    find: log.find,
  }
}
