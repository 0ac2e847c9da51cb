import {
  type ChainEdge,
  type ChainGraph,
  type ChainNode,
  jobStateSchema,
  type ScheduleSpec,
  type ScheduleState,
  verdictSchema,
} from '#schemas'
import { isoTime } from '#schemas/format'
import { JOIN_NEVER_MET, linkWords } from '#schemas/texts'
import type { Store } from '#core/record'
import { type ChainTable, type Link, toDecision } from './chain-table.ts'
import type { Links } from './links.ts'

/** Schedules that one graph shows. */
const MAX_NODES = 500

/** A schedule as the graph needs it. */
export interface DrawnSchedule {
  readonly id: string
  readonly name: string
  readonly state: ScheduleState
  readonly spec: ScheduleSpec | undefined
}

export interface GraphDeps {
  readonly store: Store
  readonly table: ChainTable
  /** Also of one that was deleted; undefined where there never was one. */
  readonly scheduleOf: (id: string) => DrawnSchedule | undefined
  readonly neverMeet: Links['neverMeet']
}

interface LastJob {
  id: string
  firing: string
  state: string
  verdict: string | null
  outcome_code: string | null
  created_at: number
  finished_at: number | null
}

export interface Graph {
  /** All that a schedule has to do with through links, with the states of now. */
  draw(schedule: string): ChainGraph
  /** Ids of the schedules that are in it. */
  membersOf(schedule: string): string[]
}

export function createGraph({ store, table, scheduleOf, neverMeet }: GraphDeps): Graph {
  const lastJob = store.query<{ schedule: string }, LastJob>(
    `SELECT job.id, job_origin.firing, job.state, job.verdict, job.outcome_code, job.created_at, job.finished_at
       FROM job_origin INDEXED BY job_origin_schedule CROSS JOIN job ON job.seq = job_origin.job
      WHERE job_origin.schedule = :schedule ORDER BY job_origin.job DESC LIMIT 1`,
  )
  const openJobs = store.query<{ schedule: string }, { n: number }>(
    "SELECT count(*) AS n FROM firing INDEXED BY firing_open WHERE schedule = :schedule AND state = 'enqueued' AND over_at IS NULL",
  )
  const waitingFirings = store.query<{ schedule: string }, { n: number }>(
    "SELECT count(*) AS n FROM firing INDEXED BY firing_schedule_state WHERE schedule = :schedule AND state = 'waiting'",
  )

  /** Every schedule that is linked with it, nearest first. */
  function component(from: string): { ids: string[]; links: Link[]; more: boolean } {
    const ids = new Set([from])
    const links = new Map<string, Link>()
    let more = false
    for (const id of ids) {
      for (const link of [...table.parentsOf(id), ...table.childrenOf(id)]) {
        const other = link.parent === id ? link.child : link.parent
        if (!ids.has(other) && ids.size === MAX_NODES) more = true
        else {
          ids.add(other)
          links.set(`${link.child} ${link.link}`, link)
        }
      }
    }
    return { ids: [...ids], links: [...links.values()], more }
  }

  function nodeOf(id: string, level: number): ChainNode {
    const schedule = scheduleOf(id)
    const last = lastJob.get({ schedule: id })
    return {
      schedule: id,
      name: schedule?.name ?? id,
      state: schedule?.state ?? 'deleted',
      join: schedule?.spec?.join ?? 'any',
      level,
      last:
        last === undefined
          ? null
          : {
              job: last.id,
              firing: last.firing,
              root: table.passageOf(last.firing).root,
              state: jobStateSchema.catch('held').parse(last.state),
              verdict: verdictSchema.nullable().catch(null).parse(last.verdict),
              outcome: last.outcome_code,
              created_at: isoTime(last.created_at),
              finished_at: last.finished_at === null ? null : isoTime(last.finished_at),
            },
      open: openJobs.get({ schedule: id })?.n ?? 0,
      waiting: waitingFirings.get({ schedule: id })?.n ?? 0,
      caution: schedule?.spec !== undefined && neverMeet(schedule.spec) ? JOIN_NEVER_MET : null,
    }
  }

  function edgeOf({ parent, child, link, on, delay_s, condition }: Link): ChainEdge {
    const last = table.lastOf(child, link)
    return {
      parent,
      child,
      link,
      on,
      delay_s,
      condition,
      words: linkWords({ on, delay_s, condition }),
      last: last === undefined ? null : toDecision(last),
    }
  }

  return {
    membersOf: (schedule) => component(schedule).ids,
    draw(schedule) {
      const { ids, links, more } = component(schedule)
      const levels = levelsOf(ids, links)
      const nodes = ids.map((id) => nodeOf(id, levels.get(id) ?? 0))
      return {
        schedule,
        nodes: nodes.toSorted((a, b) => a.level - b.level || (a.name < b.name ? -1 : 1)),
        edges: links.map(edgeOf),
        more,
      }
    },
  }
}

/** Of each schedule, the links on the longest way to it. */
function levelsOf(ids: readonly string[], links: readonly Link[]): Map<string, number> {
  const levels = new Map<string, number>()
  const parents = Map.groupBy(links, ({ child }) => child)
  function levelOf(id: string): number {
    const known = levels.get(id)
    if (known !== undefined) return known
    // A circle that somebody wrote into the database ends where it began.
    levels.set(id, 0)
    const level = (parents.get(id) ?? []).reduce((most, { parent }) => Math.max(most, 1 + levelOf(parent)), 0)
    levels.set(id, level)
    return level
  }
  for (const id of ids) levelOf(id)
  return levels
}
