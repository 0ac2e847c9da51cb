import { type JobSpec, writesWorkspace } from '#schemas'

/**
 * A lane holds jobs that are served alike: by workers with the same capabilities, and, where their commands may write in a
 * workspace, one after the other. `repo_tools` is a lane, and so is `repo_tools@demo`; neither sign is part of a name.
 */
export function laneOf(requires: readonly string[], { policy }: Pick<JobSpec, 'policy'>, workspace: string): string {
  const caps = requires.join(',')
  return writesWorkspace(policy) ? `${caps}@${workspace}` : caps
}

/** What a worker must offer for the jobs of a lane. */
export function capsOf(lane: string): string[] {
  const [caps = ''] = lane.split('@')
  return caps === '' ? [] : caps.split(',')
}

/** The workspace that only one job of the lane may write in at a time; undefined where none writes. */
export function writtenIn(lane: string): string | undefined {
  const at = lane.indexOf('@')
  return at === -1 ? undefined : lane.slice(at + 1)
}

export function canServe(lane: string, offers: ReadonlySet<string>): boolean {
  return capsOf(lane).every((cap) => offers.has(cap))
}
