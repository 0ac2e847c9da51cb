import { type JobSpec, writesWorkspace } from '#schemas'

/**
 * A lane holds jobs that are served alike: by workers with the same capabilities, where their commands may write in a
 * workspace, one after the other, and as the slots of their pool allow. `repo_tools` is a lane, and so are `repo_tools@demo` and
 * `repo_tools@demo#models`; neither sign is part of a name.
 */
export function laneOf(
  requires: readonly string[],
  { policy, pool }: Pick<JobSpec, 'policy' | 'pool'>,
  workspace: string,
): string {
  const written = writesWorkspace(policy) ? `@${workspace}` : ''
  return `${requires.join(',')}${written}${pool === undefined ? '' : `#${pool}`}`
}

/** What a worker must offer for the jobs of a lane. */
export function capsOf(lane: string): string[] {
  const [caps = ''] = lane.split(/[@#]/, 1)
  return caps === '' ? [] : caps.split(',')
}

/** The workspace that only one job of the lane may write in at a time; undefined where none writes. */
export function writtenIn(lane: string): string | undefined {
  const at = lane.indexOf('@')
  if (at === -1) return undefined
  const end = lane.indexOf('#')
  return end === -1 ? lane.slice(at + 1) : lane.slice(at + 1, end)
}

/** The pool whose slots the jobs of the lane share; undefined where they share none. */
export function poolOf(lane: string): string | undefined {
  const at = lane.indexOf('#')
  return at === -1 ? undefined : lane.slice(at + 1)
}

export function canServe(lane: string, offers: ReadonlySet<string>): boolean {
  return capsOf(lane).every((cap) => offers.has(cap))
}
