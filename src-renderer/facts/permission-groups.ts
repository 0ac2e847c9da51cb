import type { Permission } from '#schemas'

/** Permissions by who keeps commands to them. */
export interface PermissionGroup {
  readonly kept_by: Permission['kept_by']
  readonly title: string
  readonly sentences: readonly string[]
}

const TITLES = [
  ['os', 'The system keeps its commands to this'],
  ['policy', 'Interlock’s own checks keep it to this'],
  [null, 'Who keeps it to this is not known yet'],
] as const

export function permissionGroups(permissions: readonly Permission[]): PermissionGroup[] {
  return TITLES.flatMap(([kept_by, title]) => {
    const sentences = permissions.filter((each) => each.kept_by === kept_by).map(({ sentence }) => sentence)
    return sentences.length === 0 ? [] : [{ kept_by, title, sentences }]
  })
}
