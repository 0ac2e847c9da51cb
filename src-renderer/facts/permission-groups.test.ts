import { expect, it } from 'vitest'
import type { Permission } from '#schemas'
import { permissionGroups } from './permission-groups.ts'

const permission = (axis: Permission['axis'], kept_by: Permission['kept_by']): Permission => ({
  axis,
  sentence: axis,
  kept_by,
})
const keepers = (permissions: readonly Permission[], commands: boolean) =>
  permissionGroups(permissions, commands).map(({ kept_by, sentences }) => `${String(kept_by)}: ${sentences.join(' ')}`)

it('claims of no command that it is kept to what only a sandbox could keep it to', () => {
  const permissions = [permission('read', 'policy'), permission('network', 'policy'), permission('resources', 'policy')]
  expect(keepers(permissions, true)).toEqual(['policy: resources', 'nobody: read network'])
  expect(keepers(permissions, false)).toEqual(['policy: read network resources'])
  expect(keepers([permission('read', 'os'), permission('write', null)], true)).toEqual(['os: read', 'null: write'])
})
