import type { JobCounts, KillSwitch } from '#schemas'
import { killSwitchBasics, type KillSwitchControl } from '#core/control'
import type { JobTable } from '#core/work'
import type { Supervisor } from '#core/workers'

/** The switch with what it did and to what. */
export function killSwitchView(
  control: KillSwitchControl,
  jobs: JobTable,
  supervisor: Supervisor,
  counts: JobCounts,
): KillSwitch {
  const basics = killSwitchBasics(control)
  const hardStop = basics.mode === 'engaged_hard' ? supervisor.hardStop() : null
  const killed = control.killed()
  // A worker lets go of its run a moment after the end of that is recorded.
  const isKilled = (run: string) => killed.some(({ run_id }) => run_id === run)
  return {
    ...basics,
    stopping: basics.mode === 'released' ? [] : supervisor.runs().filter((run) => !isKilled(run)),
    killed: killed.map(({ run_id, job_id }) => {
      const job = jobs.byId(job_id)
      return { run: run_id, job: job_id, title: job?.title ?? '', type: job?.type ?? '' }
    }),
    waiting: counts.queued,
    ended_ms: hardStop?.ended_ms ?? null,
    processes_ended: hardStop?.processes ?? null,
  }
}
