import { type JobSpec, writesWorkspace } from '#schemas'

/**
 * A lane holds jobs that are served alike: by workers with the same capabilities, where their commands may write in a
 * workspace, one after the other, and as the slots of their pool allow; a `~` at the end is for jobs that may wait for mains.
 * `repo_tools` is a lane, and so are `repo_tools@demo` and `repo_tools@demo#models~`; none of the signs is part of a name.
 */
export function laneOf(
  requires: readonly string[],
  { policy, pool, deferrable }: Pick<JobSpec, 'policy' | 'pool' | 'deferrable'>,
  workspace: string,
): string {
  const written = writesWorkspace(policy) ? `@${workspace}` : ''
  return `${requires.join(',')}${written}${pool === undefined ? '' : `#${pool}`}${deferrable === true ? '~' : ''}`
}

/** What a worker must offer for the jobs of a lane. */
export function capsOf(lane: string): string[] {
  const [caps = ''] = lane.split(/[@#~]/, 1)
  return caps === '' ? [] : caps.split(',')
}

/** The workspace that only one job of the lane may write in at a time; undefined where none writes. */
export function writtenIn(lane: string): string | undefined {
  const at = lane.indexOf('@')
  if (at === -1) return undefined
  return lane.slice(at + 1).split(/[#~]/, 1)[0]
}

/** The pool whose slots the jobs of the lane share; undefined where they share none. */
export function poolOf(lane: string): string | undefined {
  const at = lane.indexOf('#')
  return at === -1 ? undefined : lane.slice(at + 1).split('~', 1)[0]
}

/** Whether the jobs of the lane wait while the machine saves energy. */
export function mayWait(lane: string): boolean {
  return lane.endsWith('~')
}

export function canServe(lane: string, offers: ReadonlySet<string>): boolean {
  return capsOf(lane).every((cap) => offers.has(cap))
}
