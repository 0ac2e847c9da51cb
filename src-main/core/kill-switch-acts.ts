import type { JobCounts, KillSwitchSource } from '#schemas'
import { killSwitchView } from '#core/care'
import type { KillSwitchControl } from '#core/control'
import type { Ledger } from '#core/record'
import type { JobActs, JobTable } from '#core/work'
import type { Supervisor } from '#core/workers'
import type { Core } from './types.ts'

/** The kill switch as clients use it: what it did beside what it is, and what a release would start. */
export function createKillSwitchActs({
  killSwitch,
  acts,
  jobs,
  supervisor,
  counts,
  ledger,
  slots,
}: {
  killSwitch: KillSwitchControl
  acts: JobActs
  jobs: JobTable
  supervisor: Supervisor
  counts: () => JobCounts
  ledger: Ledger
  slots: number
}): Core['killSwitch'] {
  const view = () => killSwitchView(killSwitch, jobs, supervisor, counts())
  return {
    get: view,
    async engage({ hard, note }, actor) {
      const given = { hard, source: sourceOf(actor), ...(note === undefined ? {} : { note }) }
      await killSwitch.engage(given, actor, supervisor.runs())
      return view()
    },
    async note(note, actor) {
      await killSwitch.note(note, actor)
      return view()
    },
    releasePreview() {
      const { killed, waiting } = view()
      const ready = waiting + killed.length
      return { head: ledger.head().seq, killed, starts: Math.min(slots, ready), waits: Math.max(0, ready - slots) }
    },
    async release({ choice, except }, actor) {
      const others = new Set(except)
      const drops = (run: string) => (choice === 'drop') !== others.has(run)
      await killSwitch.release({ source: sourceOf(actor) }, actor, (write, killed) =>
        acts.settleKilled(write, killed, drops, actor),
      )
      return view()
    },
  }
}

/** The transports name themselves as actors; whoever else acts is the operator at the console. */
function sourceOf(actor: string): KillSwitchSource {
  if (actor.startsWith('api:')) return 'api'
  return actor === 'cli' || actor === 'api' ? actor : 'operator'
}
