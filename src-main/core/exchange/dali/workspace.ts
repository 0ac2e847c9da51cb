import { InterlockError } from '#schemas'
import type { Workspaces } from '#core/workers'

/** What imported jobs are for, and whether it has to be added first. */
export interface ChosenWorkspace {
  readonly name: string
  readonly add: { readonly path: string; readonly name: string } | undefined
}

/**
 * The workspace that was named, else that of the repository, which becomes one where it is none yet; a ledger without a
 * repository goes where any job would go.
 * @throws InterlockError workspace_not_found, workspace_required, workspace_exists, workspace_folder_taken,
 *   workspace_invalid
 */
export function chooseWorkspace(
  workspaces: Workspaces,
  root: string | null,
  named: string | undefined,
): ChosenWorkspace {
  const known = workspaces.list()
  const fitting =
    named === undefined ? known.find(({ path }) => path === root) : known.find(({ name }) => name === named)
  if (fitting !== undefined) return { name: fitting.name, add: undefined }
  if (root === null) return { name: workspaces.resolve(named), add: undefined }
  const add = workspaces.check({ path: root, ...(named !== undefined && { name: named }) })
  const taken = known.find(({ name }) => name === add.name)
  if (taken !== undefined) throw new InterlockError('workspace_exists', { name: taken.name, path: taken.path })
  const same = known.find(({ path }) => path === add.path)
  if (same !== undefined) throw new InterlockError('workspace_folder_taken', { name: same.name, path: same.path })
  return { name: add.name, add }
}
