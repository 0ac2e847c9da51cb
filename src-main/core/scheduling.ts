import type { DispatchKind, EndpointState, Firing, FiringState } from '#schemas'
import { isoTime } from '#schemas/format'
import type { FiringDay } from '#schemas/contract'
import type { Reader } from '#core/record'
import {
  beforeOf,
  createScheduling,
  firingDays,
  firingPage,
  firingSeqs,
  pageOf,
  type Pools,
  type Schedules,
  type SchedulingDeps,
  zoneOf,
} from '#core/work'
import { type ChainingDeps, type ChainsApi, createChaining } from './chaining.ts'

export interface SchedulerDeps
  extends Omit<SchedulingDeps, 'endpointState' | 'links' | 'post'>, Omit<ChainingDeps, 'scheduled'> {
  readonly reader: Reader
  readonly pools: Pools
  readonly endpoints: { readonly list: () => readonly { readonly name: string; readonly state: EndpointState }[] }
  /** Lets idle workers look for work: a pool has room that it had not. */
  readonly kick: () => void
}

/** Schedules, firings and pools as clients use them. */
export interface SchedulerApi {
  readonly schedules: Omit<Schedules, 'fire' | 'retire' | 'firing' | 'cancelFiring'> & {
    /** Looks for what is due, once; at most 200 of what came of it. */
    readonly runDue: () => Promise<{ checked_at: string; items: Firing[] }>
  }
  readonly firings: {
    /** @throws schedule_not_found, id_ambiguous, cursor_unreadable */
    readonly list: (
      query: {
        schedule?: string
        state?: FiringState
        kind?: Extract<DispatchKind, 'schedule' | 'manual' | 'chain'>
        /** Only those whose jobs did not go well. */
        failed?: boolean
        cursor?: string
        limit: number
      },
      signal?: AbortSignal,
    ) => Promise<{ items: Firing[]; next_cursor: string | null }>
    /** @throws firing_not_found */
    readonly get: Schedules['firing']
    /** @throws firing_not_found, firing_state_conflict */
    readonly cancel: Schedules['cancelFiring']
    /** @throws schedule_not_found, id_ambiguous, zone_unknown */
    readonly days: (
      query: { schedule?: string; days: number; zone: string },
      signal?: AbortSignal,
    ) => Promise<{ items: FiringDay[] }>
  }
  readonly pools: Pick<Pools, 'list' | 'set' | 'remove'>
}

export interface Scheduler {
  readonly api: SchedulerApi & ChainsApi
  /** Looks for what is due from now on. */
  readonly begin: () => Promise<void>
  readonly close: () => Promise<void>
}

const DAY = 86_400_000

/** Puts schedules together with what they need of a whole core. */
export function createScheduler(deps: SchedulerDeps): Scheduler {
  const { store, clock, reader, pools } = deps
  const chaining = createChaining({
    ...deps,
    scheduled: {
      find: (id) => table.find(id),
      get(id) {
        const row = table.byId(id)
        return row && { ...views.schedule(row), spec: table.spec(row) }
      },
      fire: (write, firing) => schedules.fire(write, firing),
      retire: (write, id) => schedules.retire(write, id),
    },
  })
  const { schedules, views, table, firings, scan, start, close } = createScheduling({
    ...deps,
    links: () => chaining.links,
    post: (write, notice) => void deps.post(write, notice),
    endpointState: (name) => deps.endpoints.list().find((each) => each.name === name)?.state,
  })

  const idOf = (schedule: string | undefined) => (schedule === undefined ? null : table.find(schedule).id)

  return {
    async begin() {
      await start()
      chaining.begin()
    },
    async close() {
      await close()
      await chaining.close()
    },
    api: {
      ...chaining.api,
      schedules: {
        ...schedules,
        async runDue() {
          const checked_at = isoTime(clock.now())
          return { checked_at, items: (await scan()).map(views.firing) }
        },
      },
      firings: {
        async list({ schedule, state, kind, failed = false, cursor, limit }, signal) {
          const before = beforeOf(cursor)
          const asked = {
            schedule: idOf(schedule),
            state: state ?? null,
            kind: kind ?? null,
            failed,
            before,
            limit: limit + 1,
          }
          // Without a kind and for any end, an index leads to the rows and no other.
          const seqs =
            kind === undefined && !failed
              ? firingPage(store, asked)
              : firingSeqs.parse(await reader.run('firings.page', asked, signal))
          const rows = seqs.map(firings.bySeq).filter((row) => row !== undefined)
          return pageOf(rows, limit, views.firing)
        },
        get: schedules.firing,
        cancel: schedules.cancelFiring,
        async days({ schedule, days, zone }, signal) {
          zoneOf(zone)
          const since = clock.now() - days * DAY
          const asked = { schedule: idOf(schedule), since, zone }
          return { items: firingDays.parse(await reader.run('firings.days', asked, signal)) }
        },
      },
      pools: {
        list: pools.list,
        async set(change, actor) {
          const pool = await pools.set(change, actor)
          deps.kick()
          return pool
        },
        remove: pools.remove,
      },
    },
  }
}
