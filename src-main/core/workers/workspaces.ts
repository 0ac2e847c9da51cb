import { basename } from 'node:path'
import { InterlockError, type Workspace, workspaceNameSchema } from '#schemas'
import type { Clock } from '#schemas/format'
import type { Bodies, Home, Ledger, Store, Write } from '#core/record'
import type { WorkspacePlace } from '#core/work'
import { allowedFolder, isInside } from './allowed-folder.ts'
import { createWorkspaceGrants, type WorkspaceGrants } from './workspace-grants.ts'
import { placeOf, toWorkspace, type WorkspaceRow } from './workspace-row.ts'

/** The folders jobs may be pointed at. Nothing else is reachable for a job. */
export interface Workspaces extends WorkspaceGrants {
  list(): Workspace[]
  /**
   * What `add` would add: the real path of a folder that may become a workspace, and its name.
   * @throws InterlockError workspace_invalid, invalid_input
   */
  check(options: { path: string; name?: string }): { path: string; name: string }
  /** @throws InterlockError workspace_exists, workspace_folder_taken, workspace_invalid, invalid_input */
  add(options: { path: string; name?: string; demo?: boolean }, actor: string): Promise<Workspace>
  /**
   * `hold` is called in the same write for the jobs that still wait there.
   * @throws InterlockError workspace_not_found, workspace_busy
   */
  remove(
    options: { name: string; force: boolean },
    actor: string,
    hold: (write: Write) => number,
  ): Promise<{ removed: string; held: number }>
  /** The path of a workspace; undefined when it is not allowed. */
  path(name: string): string | undefined
  /** What a run is given of a workspace; undefined when it is not allowed. */
  place(name: string): WorkspacePlace | undefined
  /** @throws InterlockError workspace_not_found, workspace_required */
  resolve(name: string | undefined): string
}

type NewRow = Omit<WorkspaceRow, 'toolchains' | 'sandbox_floor'>

export function createWorkspaces({
  store,
  ledger,
  bodies,
  clock,
  home,
}: {
  store: Store
  ledger: Ledger
  bodies: Bodies
  clock: Clock
  home: Home
}): Workspaces {
  const all = store.query<object, WorkspaceRow>('SELECT * FROM workspace ORDER BY name')
  const byName = store.query<{ name: string }, WorkspaceRow>('SELECT * FROM workspace WHERE name = :name')
  const byPath = store.query<{ path: string }, WorkspaceRow>('SELECT * FROM workspace WHERE path = :path')
  const insert = store.change<NewRow>(
    'INSERT INTO workspace(name, path, added_at, demo) VALUES (:name, :path, :added_at, :demo)',
  )
  const remove = store.change<{ name: string }>('DELETE FROM workspace WHERE name = :name')
  const unfinished = store.query<{ name: string }, { n: number }>(
    "SELECT count(*) AS n FROM job INDEXED BY job_state WHERE state IN ('queued', 'scheduled', 'retrying', 'running', 'held', 'awaiting_approval') AND workspace = :name",
  )
  const known = () => all.all({}).map((row) => row.name)

  /** Jobs of the outer one could change the inner one, its `.git` too, while jobs of that one work in it. */
  function refuseOverlap(path: string, real: string): void {
    for (const other of all.all({})) {
      if (other.path === real) continue
      if (isInside(real, other.path))
        throw new InterlockError('workspace_invalid', { path, reason: `it lies in the workspace ${other.name}` })
      if (isInside(other.path, real))
        throw new InterlockError('workspace_invalid', { path, reason: `it contains the workspace ${other.name}` })
    }
  }

  function check({ path, name }: { path: string; name?: string }): { path: string; name: string } {
    const real = allowedFolder(path, home, (reason) => new InterlockError('workspace_invalid', { path, reason }))
    refuseOverlap(path, real)
    const chosen = workspaceNameSchema.safeParse(name ?? nameFrom(real))
    if (!chosen.success)
      throw new InterlockError('invalid_input', {
        what: 'workspace',
        problems: [
          { field: 'name', problem: 'name must be 1 to 63 of a-z 0-9 . _ -, starting with a letter or digit.' },
        ],
      })
    return { path: real, name: chosen.data }
  }

  function find(name: string): WorkspaceRow {
    const row = byName.get({ name })
    if (row === undefined) throw new InterlockError('workspace_not_found', { name, known: known() })
    return row
  }

  return {
    list: () => all.all({}).map(toWorkspace),
    check,
    async add({ path, name, demo = false }, actor) {
      const checked = check({ path, ...(name !== undefined && { name }) })
      return store.write((write) => {
        const existing = byName.get({ name: checked.name })
        if (existing !== undefined)
          throw new InterlockError('workspace_exists', { name: existing.name, path: existing.path })
        // Two names for one folder would let two jobs change it at once, each within the limits of its own workspace.
        const same = byPath.get({ path: checked.path })
        if (same !== undefined) throw new InterlockError('workspace_folder_taken', { name: same.name, path: same.path })
        refuseOverlap(path, checked.path)
        const row: NewRow = { ...checked, added_at: clock.now(), demo: demo ? 1 : 0 }
        ledger.append(
          write,
          'workspace.added',
          { name: row.name, path: bodies.text(write, row.path), demo },
          { actor, at: row.added_at },
        )
        insert.run(write, row)
        return toWorkspace({ ...row, toolchains: '[]', sandbox_floor: null })
      })
    },
    remove: ({ name, force }, actor, hold) =>
      store.write((write) => {
        find(name)
        const jobs = unfinished.get({ name })?.n ?? 0
        if (jobs > 0 && !force) throw new InterlockError('workspace_busy', { name, jobs })
        const held = hold(write)
        ledger.append(write, 'workspace.removed', { name }, { actor })
        remove.run(write, { name })
        return { removed: name, held }
      }),
    path: (name) => byName.get({ name })?.path,
    place(name) {
      const row = byName.get({ name })
      return row && placeOf(row)
    },
    ...createWorkspaceGrants({ store, ledger, bodies, home, find }),
    resolve(name) {
      if (name !== undefined && byName.get({ name }) !== undefined) return name
      const names = known()
      if (name === undefined) {
        const [only, ...others] = names
        if (only === undefined || others.length > 0) throw new InterlockError('workspace_required', { known: names })
        return only
      }
      throw new InterlockError('workspace_not_found', { name, known: names })
    },
  }
}

function nameFrom(path: string): string {
  const name = basename(path)
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, 63)
  return name === '' ? 'workspace' : name
}
