import type { EndpointState } from '#schemas'
import type { Clock, Ids } from '#schemas/format'
import { type Bodies, coalesce, type Ledger, type Store, type Write } from '#core/record'
import { createDueTimer, type DueTimer } from '../due-timer.ts'
import type { Enqueue } from '../enqueue.ts'
import type { JobChanges } from '../job-changes.ts'
import type { JobTable } from '../job-table.ts'
import type { Origins } from '../origins.ts'
import type { Settlement } from '../settlement.ts'
import { createDispatch } from './dispatch.ts'
import { createFiringTable, type FiringRow, type FiringTable } from './firing-table.ts'
import { createGuards } from './guards.ts'
import { createScanLease } from './lease.ts'
import { createScheduleNews, type TellOfSchedule } from './news.ts'
import { createOutcomes } from './outcomes.ts'
import { createRecordFiring } from './record-firing.ts'
import { createScan } from './scan.ts'
import { createScheduleTable, type ScheduleTable } from './schedule-table.ts'
import { createSchedules, type ScheduleLinks, type Schedules } from './schedules.ts'
import { createScheduleStates } from './states.ts'
import { createScheduleViews, type ScheduleViews } from './views.ts'

export interface SchedulingDeps {
  readonly store: Store
  readonly ledger: Ledger
  readonly bodies: Bodies
  readonly clock: Clock
  readonly ids: Ids
  readonly jobs: JobTable
  readonly origins: Origins
  readonly changes: JobChanges
  readonly enqueue: Enqueue
  readonly settlement: Settlement
  /** What each schedule follows. */
  readonly links: (schedules: Pick<ScheduleTable, 'find' | 'byId'>) => ScheduleLinks
  /** How an endpoint is that a schedule needs; undefined where there is none of that name. */
  readonly endpointState: (name: string) => EndpointState | undefined
  readonly stopRun: (run: string) => void
  readonly post: TellOfSchedule
  readonly onTrouble: (what: string, error: unknown) => void
}

/** Schedules, their firings, and the timer that looks for what is due. */
export interface Scheduling {
  readonly schedules: Schedules
  readonly views: ScheduleViews
  readonly table: ScheduleTable
  readonly firings: FiringTable
  /** Looks for what is due from now on. */
  start(): Promise<void>
  /** Looks once, and does what is due. @returns what fired, or was to */
  scan(): Promise<FiringRow[]>
  /** Resolves when nothing is looked at any more. */
  close(): Promise<void>
}

const MOST_TOLD = 200
/** Of a job that no schedule made. */
const USUAL_FANOUT = 25

export function createScheduling(deps: SchedulingDeps): Scheduling {
  const { store, ledger, bodies, clock, ids, jobs, origins, changes, enqueue, settlement } = deps
  const table = createScheduleTable(store, bodies)
  const firings = createFiringTable(store)
  const news = createScheduleNews({ clock, schedules: table, tell: deps.post })
  const record = createRecordFiring({ ledger, bodies, clock, firings, schedules: table, news })
  const states = createScheduleStates({ store, ledger, clock, schedules: table, firings, record, news })
  const guards = createGuards({ schedules: table, firings, endpointState: deps.endpointState, fanoutOf })
  const dispatch = createDispatch({
    bodies,
    clock,
    jobs,
    changes,
    enqueue,
    firings,
    record,
    guards,
    stopRun: deps.stopRun,
  })
  const lease = createScanLease(store, clock, ids.next('core'))
  const scan = createScan({ store, clock, ids, lease, schedules: table, firings, record, dispatch, states })
  const views = createScheduleViews({ schedules: table, firings, jobs })
  let next: number | undefined
  let closed = false
  let seized = false
  const scanOnce = coalesce(async () => {
    if (closed) return
    if (!seized) await store.write(lease.seize, { durable: false })
    seized = true
    next = await scan()
  })
  let timer: DueTimer | undefined
  let stopListening: (() => void) | undefined
  const look = (write: Write) => write.afterCommit(() => timer?.look())
  const outcomes = createOutcomes({ clock, schedules: table, firings, states, look })
  settlement.on(outcomes.settled)
  settlement.onReopened(outcomes.reopened)
  const links = deps.links(table)

  function fanoutOf(job: string): number {
    const row = jobs.byId(job)
    const origin = row && origins.of(row.seq)
    const schedule = origin && table.byId(origin.schedule)
    return (schedule && table.spec(schedule)?.max_fanout) ?? USUAL_FANOUT
  }

  return {
    schedules: createSchedules({
      store,
      ledger,
      bodies,
      clock,
      ids,
      table,
      firings,
      record,
      dispatch,
      states,
      views,
      links,
      placed: deps.enqueue.placed,
      look,
    }),
    views,
    table,
    firings,
    async start() {
      await states.repair()
      const scanned = async () => {
        await scanOnce()
        return next
      }
      timer = createDueTimer(clock, scanned, (error) => deps.onTrouble('Looking for schedules that are due', error))
      timer.look()
      // Its timer stood still while the machine slept, and the clock went on.
      stopListening = ledger.onAppend((appended) => {
        if (appended.some(({ kind }) => kind === 'power.changed')) timer?.look()
      })
    },
    async scan() {
      const after = firings.head()
      await scanOnce()
      return firings.since.all({ after, limit: MOST_TOLD })
    },
    async close() {
      closed = true
      stopListening?.()
      timer?.close()
      // Who asked for the look that is under way hears of its failure; the rest of the core must still be closed.
      await scanOnce().catch(() => undefined)
    },
  }
}
