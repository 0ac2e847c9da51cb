import { lstatSync, realpathSync, statSync } from 'node:fs'
import { basename, isAbsolute, resolve, sep } from 'node:path'
import { homedir } from 'node:os'
import { isDeniedPath } from '#confine'
import { InterlockError, type Workspace, workspaceNameSchema } from '#schemas'
import { type Clock, isoTime } from '#schemas/format'
import { type Bodies, codeOf, type Home, type Ledger, type Store, type Write } from '#core/record'

/** The folders jobs may be pointed at. Nothing else is reachable for a job. */
export interface Workspaces {
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
  /** @throws InterlockError workspace_not_found, workspace_required */
  resolve(name: string | undefined): string
}

interface Row {
  name: string
  path: string
  added_at: number
  demo: number
}

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
  const all = store.query<object, Row>('SELECT * FROM workspace ORDER BY name')
  const byName = store.query<{ name: string }, Row>('SELECT * FROM workspace WHERE name = :name')
  const byPath = store.query<{ path: string }, Row>('SELECT * FROM workspace WHERE path = :path')
  const insert = store.change<Row>(
    'INSERT INTO workspace(name, path, added_at, demo) VALUES (:name, :path, :added_at, :demo)',
  )
  const remove = store.change<{ name: string }>('DELETE FROM workspace WHERE name = :name')
  const unfinished = store.query<{ name: string }, { n: number }>(
    "SELECT count(*) AS n FROM job INDEXED BY job_state WHERE state IN ('queued', 'scheduled', 'retrying', 'running', 'held', 'awaiting_approval') AND workspace = :name",
  )
  const known = () => all.all({}).map((row) => row.name)

  function check({ path, name }: { path: string; name?: string }): { path: string; name: string } {
    const real = checkPath(path, home)
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
        const row = { ...checked, added_at: clock.now(), demo: demo ? 1 : 0 }
        ledger.append(
          write,
          'workspace.added',
          { name: row.name, path: bodies.text(write, row.path), demo },
          { actor, at: row.added_at },
        )
        insert.run(write, row)
        return toWorkspace(row)
      })
    },
    remove: ({ name, force }, actor, hold) =>
      store.write((write) => {
        if (byName.get({ name }) === undefined)
          throw new InterlockError('workspace_not_found', { name, known: known() })
        const jobs = unfinished.get({ name })?.n ?? 0
        if (jobs > 0 && !force) throw new InterlockError('workspace_busy', { name, jobs })
        const held = hold(write)
        ledger.append(write, 'workspace.removed', { name }, { actor })
        remove.run(write, { name })
        return { removed: name, held }
      }),
    path: (name) => byName.get({ name })?.path,
    resolve(name) {
      const names = known()
      if (name === undefined) {
        const [only, ...others] = names
        if (only === undefined || others.length > 0) throw new InterlockError('workspace_required', { known: names })
        return only
      }
      if (!names.includes(name)) throw new InterlockError('workspace_not_found', { name, known: names })
      return name
    },
  }
}

/**
 * A folder that may become a workspace, as its real path. Only its own entry is looked at, never what it holds.
 * @throws InterlockError workspace_invalid
 */
function checkPath(path: string, home: Home): string {
  const invalid = (reason: string) => new InterlockError('workspace_invalid', { path, reason })
  if (!isAbsolute(path)) throw invalid('the path must be absolute')
  if (path.includes('\0')) throw invalid('the path holds a NUL character')
  const real = realPath(path, invalid)
  if (!statSync(real).isDirectory()) throw invalid('it is not a folder')
  if (isDeniedPath(real)) throw invalid('it is, or lies in, a folder kept for secrets or for git')
  if (isOfSystem(real)) throw invalid('it shows the system, and holds no files')
  const own = realpathSync(home.root)
  if (isInside(own, real)) throw invalid('it contains Interlock’s own data directory')
  if (isInside(real, own) && !isInside(real, resolve(own, 'demo-workspace')))
    throw invalid('it lies in Interlock’s own data directory')
  if (real === resolve('/') || real === homedir()) throw invalid('it is a whole home directory or disk')
  return real
}

function realPath(path: string, invalid: (reason: string) => InterlockError): string {
  try {
    lstatSync(path)
    return realpathSync(path)
  } catch (error) {
    const code = codeOf(error)
    throw invalid(code === 'ENOENT' ? 'it does not exist' : `it cannot be looked at (${code})`)
  }
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}

/** Where names stand for processes and devices. */
const SYSTEM_FOLDERS = ['/proc', '/sys', '/dev']
/** The one below them that holds files. */
const SHARED_MEMORY = '/dev/shm'

function isOfSystem(path: string): boolean {
  return SYSTEM_FOLDERS.some((folder) => isInside(path, folder)) && !path.startsWith(`${SHARED_MEMORY}/`)
}

function nameFrom(path: string): string {
  const name = basename(path)
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, 63)
  return name === '' ? 'workspace' : name
}

function toWorkspace(row: Row): Workspace {
  return {
    name: row.name,
    path: row.path,
    added_at: isoTime(row.added_at),
    demo: row.demo === 1,
    state: presence(row.path),
  }
}

/** Whether the folder's own entry is there; its content is a worker's business. */
function presence(path: string): Workspace['state'] {
  try {
    return statSync(path).isDirectory() ? 'present' : 'missing'
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? 'missing' : 'unknown'
  }
}
