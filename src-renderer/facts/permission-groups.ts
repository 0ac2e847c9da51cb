import type { Permission } from '#schemas'

/** Permissions by who keeps commands to them; `nobody` where only a sandbox could, and there is none. */
export interface PermissionGroup {
  readonly kept_by: Permission['kept_by'] | 'nobody'
  readonly title: string
  readonly sentences: readonly string[]
}

const TITLES = [
  ['os', 'The system keeps its commands to this'],
  ['policy', 'Interlock’s own checks keep it to this'],
  ['nobody', 'Nothing on this machine keeps its commands to this'],
  [null, 'Who keeps it to this is not known yet'],
] as const

/** What a command that has started does about these, Interlock can neither see nor stop. */
const OUT_OF_SIGHT: readonly Permission['axis'][] = ['read', 'write', 'network', 'sockets']

/** `commands`: whether the job may start any. Without, all it does passes Interlock's own checks. */
export function permissionGroups(permissions: readonly Permission[], commands: boolean): PermissionGroup[] {
  const keeperOf = ({ axis, kept_by }: Permission) =>
    kept_by === 'policy' && commands && OUT_OF_SIGHT.includes(axis) ? 'nobody' : kept_by
  return TITLES.flatMap(([kept_by, title]) => {
    const sentences = permissions.filter((each) => keeperOf(each) === kept_by).map(({ sentence }) => sentence)
    return sentences.length === 0 ? [] : [{ kept_by, title, sentences }]
  })
}
