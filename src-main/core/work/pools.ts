import { InterlockError, type Pool } from '#schemas'
import type { Ledger, Store, Write } from '#core/record'
import type { JobTable } from './job-table.ts'
import { poolOf } from './lane.ts'

/** How a pool stands at this moment. */
export interface PoolRoom {
  readonly size: number
  readonly paused: boolean
  /** Slots taken by jobs that run. */
  readonly used: number
}

/** Slots that jobs share by the name of a pool. One that nobody set has a single slot. */
export interface Pools {
  room(name: string): PoolRoom
  /** Whether a job that wants so many slots may start; one that wants more than there are takes all. */
  admits(name: string, slots: number): boolean
  list(): Pool[]
  set(change: { name: string; size?: number; paused?: boolean }, actor: string): Promise<Pool>
  /** @throws InterlockError pool_not_found */
  remove(name: string, actor: string): Promise<{ removed: string }>
}

interface PoolRow {
  name: string
  size: number
  paused: number
}

const USUAL = { size: 1, paused: 0 }

export function createPools({ store, ledger, jobs }: { store: Store; ledger: Ledger; jobs: JobTable }): Pools {
  const byName = store.query<{ name: string }, PoolRow>('SELECT * FROM pool WHERE name = :name')
  const all = store.query<object, PoolRow>('SELECT * FROM pool ORDER BY name')
  const put = store.change<PoolRow>(
    `INSERT INTO pool(name, size, paused) VALUES (:name, :size, :paused)
     ON CONFLICT(name) DO UPDATE SET size = excluded.size, paused = excluded.paused`,
  )
  const drop = store.change<{ name: string }>('DELETE FROM pool WHERE name = :name')
  // As many rows as there are slots.
  const running = store.query<object, { seq: number; lane: string }>(
    "SELECT seq, lane FROM job INDEXED BY job_state WHERE state = 'running'",
  )
  const queuedLanes = store.query<object, { lane: string; n: number }>(
    "SELECT lane, count(*) AS n FROM job INDEXED BY job_ready WHERE state = 'queued' AND instr(lane, '#') > 0 GROUP BY lane",
  )

  function slotsOf(seq: number): number {
    const row = jobs.bySeq(seq)
    return (row && jobs.budgets(row)?.max_concurrency_slots) ?? 1
  }

  function runningIn(name: string): number[] {
    return running.all({}).flatMap(({ seq, lane }) => (poolOf(lane) === name ? slotsOf(seq) : []))
  }

  function room(name: string): PoolRoom {
    const { size, paused } = byName.get({ name }) ?? USUAL
    const used = runningIn(name).reduce((sum, slots) => sum + Math.min(slots, size), 0)
    return { size, paused: paused === 1, used }
  }

  function view(name: string, queued: number): Pool {
    return {
      name,
      ...room(name),
      known: byName.get({ name }) !== undefined,
      running: runningIn(name).length,
      queued,
    }
  }

  function queuedIn(): Map<string, number> {
    const counts = new Map<string, number>()
    for (const { lane, n } of queuedLanes.all({})) {
      const name = poolOf(lane)
      if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + n)
    }
    return counts
  }

  return {
    room,
    admits(name, slots) {
      const { size, paused, used } = room(name)
      return !paused && used + Math.min(slots, size) <= size
    },
    list() {
      const queued = queuedIn()
      const named = running.all({}).flatMap(({ lane }) => poolOf(lane) ?? [])
      const names = new Set([...all.all({}).map(({ name }) => name), ...queued.keys(), ...named])
      return [...names].toSorted().map((name) => view(name, queued.get(name) ?? 0))
    },
    set: ({ name, ...change }, actor) =>
      store.write((write: Write) => {
        const was = byName.get({ name }) ?? USUAL
        const size = change.size ?? was.size
        const paused = change.paused ?? was.paused === 1
        ledger.append(write, 'pool.set', { pool: name, size, paused }, { actor })
        put.run(write, { name, size, paused: paused ? 1 : 0 })
        return view(name, queuedIn().get(name) ?? 0)
      }),
    remove: (name, actor) =>
      store.write((write) => {
        if (byName.get({ name }) === undefined) throw new InterlockError('pool_not_found', { name })
        ledger.append(write, 'pool.removed', { pool: name }, { actor })
        drop.run(write, { name })
        return { removed: name }
      }),
  }
}
