import type { ChainDecision, ChainGraph } from '#schemas'
import type { Clock } from '#schemas/format'
import { type Bodies, coalesce, type Ledger, type Reader, type Store, type Write } from '#core/record'
import type { JobTable } from '../job-table.ts'
import type { RunTable } from '../run-table.ts'
import { beforeOf, pageOf } from '../schedules/index.ts'
import type { OnSettled } from '../settlement.ts'
import { createChainTable, type EndRow, toDecision } from './chain-table.ts'
import { type ChainFiring, createDecide, type Fired } from './decide.ts'
import { createParentValues } from './given.ts'
import { createGraph, type DrawnSchedule } from './graph.ts'
import { createJudge } from './judge.ts'
import { createLinks, type Links } from './links.ts'

/** What chains need of schedules. */
export interface ChainedSchedules {
  /**
   * A schedule by its id, the end of one, or its name.
   * @throws InterlockError schedule_not_found, id_ambiguous
   */
  find(id: string): { readonly id: string; readonly name: string }
  /** Also of one that was deleted; undefined where there never was one. */
  get(id: string): DrawnSchedule | undefined
  /** Fires, in the write that records why. The same key gives the firing that is there. */
  fire(write: Write, firing: ChainFiring): Fired
}

export interface ChainsDeps {
  readonly store: Store
  readonly ledger: Ledger
  readonly bodies: Bodies
  readonly clock: Clock
  readonly jobs: JobTable
  readonly runs: RunTable
  readonly schedules: ChainedSchedules
  /** Starts a thread that looks into what runs left behind. */
  readonly openReader: () => Reader
  /** What follows a job could not be decided, however often it was tried; the next life tries again. */
  readonly onGivenUp: (write: Write, end: Pick<EndRow, 'schedule' | 'job' | 'run'>) => void
  readonly onTrouble: (what: string, error: unknown) => void
}

export interface DecisionQuery {
  /** Of one schedule, as parent or child. */
  readonly schedule?: string | undefined
  /** Of every link of the chain that this schedule is in. */
  readonly chain?: string | undefined
  /** Of one passage, by the firing it began with. */
  readonly root?: string | undefined
  /** What followed one job. */
  readonly job?: string | undefined
  readonly cursor?: string | undefined
  readonly limit: number
}

/** Schedules that follow one another. */
export interface Chains {
  readonly links: Links
  readonly onSettled: OnSettled
  /** @throws InterlockError schedule_not_found, id_ambiguous */
  graph(schedule: string): ChainGraph
  /** The newest first. @throws InterlockError schedule_not_found, id_ambiguous, cursor_unreadable */
  decisions(query: DecisionQuery): { items: ChainDecision[]; next_cursor: string | null }
  /** Decides what an earlier life left undecided, and from now on what comes. */
  begin(): void
  /** Resolves when nothing is left to be decided, but for what could not be and is tried again later. */
  idle(): Promise<void>
  close(): Promise<void>
}

/** What could not be decided is tried again after so long. */
const AGAIN_MS = 60_000
/** What fails for so long does not mend itself. */
const MOST_TRIES = 10

export function createChains(deps: ChainsDeps): Chains {
  const { store, clock, schedules, onTrouble } = deps
  const table = createChainTable(store)
  const judge = createJudge(deps.openReader)
  const values = createParentValues({ ...deps, judge })
  const links = createLinks(table, {
    find: schedules.find,
    nameOf: (id) => schedules.get(id)?.name ?? id,
  })
  const graph = createGraph({ store, table, scheduleOf: schedules.get, neverMeet: links.neverMeet })
  const decide = createDecide({
    ...deps,
    table,
    judge,
    values,
    specOf(id) {
      const schedule = schedules.get(id)
      return schedule?.state === 'deleted' ? undefined : schedule?.spec
    },
    fire: schedules.fire,
  })
  let begun = false
  let closed = false
  let again: (() => void) | undefined
  const tries = new Map<number, number>()
  /** What failed waits for the next look at all of these; what was given up, for the next life. */
  const failed = new Set<number>()
  const givenUp = new Set<number>()

  /** One that cannot be decided keeps no other from it. */
  async function decideOne(end: EndRow): Promise<void> {
    try {
      await decide(end)
      tries.delete(end.seq)
    } catch (error) {
      if (closed) return
      onTrouble('What follows a job of a chain', error)
      const tried = (tries.get(end.seq) ?? 0) + 1
      tries.set(end.seq, tried)
      if (tried >= MOST_TRIES && (await giveUp(end))) return
      failed.add(end.seq)
      again ??= clock.after(AGAIN_MS, tryAgain)
    }
  }

  /** @returns whether that could be told, without which nobody would know */
  async function giveUp(end: EndRow): Promise<boolean> {
    try {
      await store.write((write) => deps.onGivenUp(write, end))
      givenUp.add(end.seq)
      return true
    } catch (error) {
      onTrouble('Telling of a chain that stands still', error)
      return false
    }
  }

  function tryAgain(): void {
    again = undefined
    failed.clear()
    look()
  }

  const settle = coalesce(async () => {
    let after = 0
    for (;;) {
      const [end] = closed ? [] : table.ends.all({ after, limit: 1 })
      if (end === undefined) return
      if (!failed.has(end.seq) && !givenUp.has(end.seq)) await decideOne(end)
      after = end.seq
    }
  })

  function look(): void {
    if (begun && !closed) void settle()
  }

  return {
    links,
    onSettled(write, { origin, id, run, state, code, verdict, at }) {
      if (origin === undefined || !table.hasChild(origin.schedule)) return
      const { schedule, firing } = origin
      table.addEnd.run(write, { job: id, run, schedule, firing, state, code, verdict, at })
      write.afterCommit(look)
    },
    graph: (schedule) => graph.draw(schedules.find(schedule).id),
    decisions({ schedule, chain, root, job, cursor, limit }) {
      const page = { before: beforeOf(cursor), limit: limit + 1 }
      const rows =
        job !== undefined
          ? table.ofJob.all({ ...page, job })
          : root !== undefined
            ? table.ofRoot.all({ ...page, root })
            : chain !== undefined
              ? graph
                  .membersOf(schedules.find(chain).id)
                  .flatMap((parent) => table.ofParent.all({ ...page, parent }))
                  .toSorted((a, b) => b.seq - a.seq)
                  .slice(0, page.limit)
              : schedule !== undefined
                ? table.ofSchedule.all({ ...page, schedule: schedules.find(schedule).id })
                : table.newest.all(page)
      return pageOf(rows, limit, toDecision)
    },
    begin() {
      begun = true
      look()
    },
    idle: settle,
    async close() {
      closed = true
      again?.()
      await judge.close()
      // What is under way comes to its end at the next start.
      await settle()
    },
  }
}
