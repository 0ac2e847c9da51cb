import { z } from 'zod'
import { type WatchdogResult, watchdogPayload, watchdogResult, type WatchedState, watchedStateSchema } from '#schemas'
import type { Bodies, Ledger, Store, Write } from '#core/record'
import type { JobTable } from '../job-table.ts'
import type { RunTable } from '../run-table.ts'
import type { OnSettled, SettledJob } from '../settlement.ts'

/** Something the operator is to know of what a watchdog looks after. */
export interface WatchdogAlert {
  readonly job: string
  readonly run: string
  readonly target: string
  readonly state: WatchedState
  readonly message: string
  /** Once told, not again: the watchdog, what it says, and since when. */
  readonly key: string
}

export interface WatchdogDeps {
  readonly store: Store
  readonly ledger: Ledger
  readonly bodies: Bodies
  readonly jobs: JobTable
  readonly runs: RunTable
  readonly alert: (write: Write, alert: WatchdogAlert) => void
  /** Takes a schedule away whose watched work is finished. */
  readonly retire: (write: Write, schedule: string) => void
}

interface WatchdogRow {
  schedule: string
  state: string
  alerted: string
  changed_at: number
}

const alertedSchema = z.array(watchedStateSchema)

/**
 * What follows from the answer of a watchdog: the operator hears of each trouble once, and again only after the watched work was seen
 * to go on; one that is finished ends its watchdog.
 */
export function createWatchdogs(deps: WatchdogDeps): OnSettled {
  const { store, ledger, bodies, jobs, runs } = deps
  const bySchedule = store.query<{ schedule: string }, WatchdogRow>('SELECT * FROM watchdog WHERE schedule = :schedule')
  const put = store.change<WatchdogRow>(
    `INSERT INTO watchdog(schedule, state, alerted, changed_at) VALUES (:schedule, :state, :alerted, :changed_at)
     ON CONFLICT(schedule) DO UPDATE SET state = excluded.state, alerted = excluded.alerted, changed_at = excluded.changed_at`,
  )

  function resultOf({ run }: SettledJob): WatchdogResult | undefined {
    const body = run === null ? null : (runs.byId(run)?.result ?? null)
    const content = body === null ? undefined : bodies.read(body)
    return content === undefined ? undefined : watchdogResult.safeParse(JSON.parse(content.toString('utf8'))).data
  }

  function endsItself({ seq }: SettledJob): boolean {
    const job = jobs.bySeq(seq)
    const payload = job === undefined ? undefined : watchdogPayload.safeParse(jobs.spec(job)?.payload).data
    return payload?.self_destruct === true
  }

  return (write, job) => {
    if (job.type !== 'watchdog_task' || job.run === null) return
    const result = resultOf(job)
    if (result === undefined || result.state === 'transient') return
    const { state, target, message } = result
    const schedule = job.origin?.schedule
    const before = schedule === undefined ? undefined : bySchedule.get({ schedule })
    const told = new Set(before === undefined ? [] : alertedSchema.parse(JSON.parse(before.alerted)))
    if (state === 'running') told.clear()
    const isNews = state !== 'running' && !told.has(state)
    if (isNews) {
      told.add(state)
      const key = `watchdog:${schedule ?? job.id}:${state}:${job.run}`
      deps.alert(write, { job: job.id, run: job.run, target, state, message, key })
    }
    if (schedule === undefined) return
    if (before?.state !== state || isNews) {
      const from = before === undefined ? null : watchedStateSchema.parse(before.state)
      const payload = { schedule, from, to: state, alerted: isNews }
      ledger.append(write, 'watchdog.changed', payload, { actor: 'core', job: job.id, run: job.run, at: job.at })
      put.run(write, { schedule, state, alerted: JSON.stringify([...told]), changed_at: job.at })
    }
    if (state === 'done' && endsItself(job)) deps.retire(write, schedule)
  }
}
