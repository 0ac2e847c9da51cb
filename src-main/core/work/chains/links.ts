import { type ChainLink, InterlockError, MAX_CHAIN_DEPTH, type ScheduleSpec } from '#schemas'
import type { Write } from '#core/record'
import type { ChainTable } from './chain-table.ts'
import { compilePattern } from './condition.ts'

/** What the links of a schedule are held against. */
export interface LinkedSchedules {
  /**
   * A schedule by its id or name.
   * @throws InterlockError schedule_not_found, id_ambiguous
   */
  find(id: string): { readonly id: string; readonly name: string }
  nameOf(id: string): string
}

/** The links between schedules: kept free of circles, and short. */
export interface Links {
  /**
   * Looks at what a schedule follows, before it is saved; parents come back by their ids.
   * @param child the schedule's id; undefined for one that is not there yet
   * @throws InterlockError chain_parent_not_found, chain_cycle, chain_too_deep, pattern_unreadable, id_ambiguous
   */
  check(child: string | undefined, spec: ScheduleSpec): ScheduleSpec
  /** Whether a schedule that joins all its parents waits forever, since no schedule sets them all off. Parents by their ids. */
  neverMeet(spec: Pick<ScheduleSpec, 'join' | 'after'>): boolean
  /** Makes these its links, in the write that saves it. To be checked in the same write. */
  set(write: Write, child: string, after: readonly ChainLink[]): void
}

export function createLinks(table: ChainTable, schedules: LinkedSchedules): Links {
  function parentOf({ parent }: ChainLink): string {
    try {
      return schedules.find(parent).id
    } catch (error) {
      if (error instanceof InterlockError && error.code === 'schedule_not_found')
        throw new InterlockError('chain_parent_not_found', { parent }, { cause: error })
      throw error
    }
  }

  /** The longest way from a schedule along its links. A circle that somebody wrote into the database ends where it began. */
  function longest(from: string, next: (id: string) => string[], known = new Map<string, number>()): number {
    const found = known.get(from)
    if (found !== undefined) return found
    known.set(from, 0)
    const most = next(from).reduce((sofar, id) => Math.max(sofar, 1 + longest(id, next, known)), 0)
    known.set(from, most)
    return most
  }

  const above = (id: string) => unique(table.parentsOf(id).map(({ parent }) => parent))
  const below = (id: string) => unique(table.childrenOf(id).map(({ child }) => child))

  /** It and every schedule it follows, however far up: each can begin a passage that it is in. */
  function upFrom(from: string): Set<string> {
    const found = new Set([from])
    for (const id of found) for (const parent of above(id)) found.add(parent)
    return found
  }

  /** The way from a schedule down to another; undefined where there is none. */
  function wayDown(from: string, to: string): string[] | undefined {
    const cameFrom = new Map<string, string | undefined>([[from, undefined]])
    for (const id of cameFrom.keys()) {
      if (id === to) {
        const way: string[] = []
        for (let at: string | undefined = id; at !== undefined; at = cameFrom.get(at)) way.unshift(at)
        return way
      }
      for (const next of below(id)) if (!cameFrom.has(next)) cameFrom.set(next, id)
    }
    return undefined
  }

  return {
    check(child, spec) {
      for (const { condition } of spec.after) if (condition?.kind === 'regex') refuseUnreadable(condition.text)
      const after = spec.after.map((link) => ({ ...link, parent: parentOf(link) }))
      for (const { parent } of after) {
        const way = child === undefined ? undefined : wayDown(child, parent)
        if (way !== undefined) {
          const names = [parent, ...way].map(schedules.nameOf)
          throw new InterlockError('chain_cycle', { names })
        }
      }
      const up = after.reduce((most, { parent }) => Math.max(most, 1 + longest(parent, above)), 0)
      const links = up + (child === undefined ? 0 : longest(child, below))
      if (links > MAX_CHAIN_DEPTH) throw new InterlockError('chain_too_deep', { links, limit: MAX_CHAIN_DEPTH })
      return { ...spec, after }
    },
    neverMeet({ join, after }) {
      if (join !== 'all') return false
      const beginnings = after.map(({ parent }) => upFrom(parent))
      return beginnings.length > 0 && beginnings.reduce((shared, each) => shared.intersection(each)).size === 0
    },
    set(write, child, after) {
      table.dropLinks.run(write, { child })
      for (const [link, { parent, on, delay_s, condition }] of after.entries())
        table.addLink.run(write, {
          child,
          link,
          parent,
          ends: on,
          delay_s,
          condition: condition === undefined ? null : JSON.stringify(condition),
        })
    },
  }
}

function refuseUnreadable(pattern: string): void {
  try {
    compilePattern(pattern)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new InterlockError('pattern_unreadable', { pattern, reason }, { cause: error })
  }
}

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)]
}
