import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type ImportedJob, type ImportStep, InterlockError, type UnreadableRow } from '#schemas'
import type { Clock, Ids } from '#schemas/format'
import type { KillSwitchControl } from '#core/control'
import type { Bodies, Home, Ledger, Reader, Store } from '#core/record'
import type { JobImport, JobTable, RunTable } from '#core/work'
import type { Workspaces } from '#core/workers'
import { nextAnswer, openAnswer, unreadableAnswer } from './answers.ts'
import { createFileIntake } from './files.ts'
import { createIdentities } from './identity.ts'
import { createJobIntake, type Taken } from './jobs.ts'
import { createPast } from './past.ts'
import { type ChosenWorkspace, chooseWorkspace } from './workspace.ts'

export interface DaliImportDeps {
  readonly store: Store
  readonly ledger: Ledger
  readonly bodies: Bodies
  readonly reader: Reader
  readonly home: Home
  readonly clock: Clock
  readonly ids: Ids
  readonly jobs: JobTable
  readonly runs: RunTable
  readonly imports: JobImport
  readonly workspaces: Workspaces
  readonly killSwitch: KillSwitchControl
  /** Runs that go on, for the record of an engagement. */
  readonly running: () => readonly string[]
}

export interface DaliImportOptions {
  readonly path: string
  readonly workspace?: string
  readonly dry_run: boolean
}

/**
 * Takes over what a DALI installation holds and says what became of what. Nothing of it runs by itself; what is here already
 * is left as it is. A dry run says the same and writes nothing.
 * @throws InterlockError import_source_unreadable, import_source_busy, import_running, workspace_not_found,
 *   workspace_required, workspace_exists, workspace_invalid
 */
export type ImportDali = (
  options: DaliImportOptions,
  actor: string,
  signal: AbortSignal,
) => Promise<AsyncGenerator<ImportStep, void, void>>

type Opened = Extract<ReturnType<typeof openAnswer.parse>, { outcome: 'opened' }>

const UNREADABLE_PAGE = 200
/** Ending of the folder in which copies lie until they become bodies. */
const COPIES = '.import'
/** Of unreadable rows, so many are kept as they were. */
const MOST_KEPT = 1000

export function createDaliImport(deps: DaliImportDeps): ImportDali {
  const { store, ledger, bodies, reader, home, clock, ids, jobs, killSwitch } = deps
  const past = createPast(store)
  let busy = false

  async function open(path: string): Promise<Opened> {
    const answer = openAnswer.parse(await reader.run('dali.open', { path, now: clock.now() }))
    if (answer.outcome === 'unreadable')
      throw new InterlockError('import_source_unreadable', { path, reason: answer.reason, from: 'dali' })
    return answer
  }

  function refuseBusy({ source, kill_switch_path }: Opened): void {
    const { ledger: path, live_leases: leases, worker_pid: pid } = source
    if (source.kill_switch || (leases === 0 && pid === null)) return
    throw new InterlockError('import_source_busy', { ledger: path, kill_switch: kill_switch_path, leases, pid })
  }

  async function* steps(
    opened: Opened,
    { dry_run: dry }: DaliImportOptions,
    workspace: ChosenWorkspace,
    actor: string,
  ): AsyncGenerator<ImportStep, void, void> {
    const { session, source } = opened
    const id = ids.next('imp')
    const folder = join(home.spool, `${id}${COPIES}`)
    if (!dry) await makeFolder(home, folder)
    try {
      yield { step: 'source', source }
      const isNew = !past.knows(source.sha256, workspace.name, source.kill_switch)
      const engages = source.kill_switch && isNew && killSwitch.state().mode === 'released'
      if (engages && !dry) await engage(opened, actor)
      if (workspace.add && !dry) await deps.workspaces.add(workspace.add, actor)

      const files = createFileIntake({ ...deps, session, folder, importId: id, past })
      const intake = createJobIntake({ ...deps, files, identities: createIdentities(jobs), importId: id, dry })
      const sum = emptySum()
      for (;;) {
        const { parts } = nextAnswer.parse(await reader.run('dali.next', { session }))
        if (parts.length === 0) break
        const taken = await intake.take(parts, workspace.name, actor)
        count(sum, taken)
        if (taken.jobs.length > 0) yield { step: 'jobs', jobs: [...taken.jobs] }
      }
      sum.files = await files.keepLeft(opened.files, dry, actor)

      const unread: { row: UnreadableRow; raw: string }[] = []
      for await (const rows of unreadableRows(session)) {
        unread.push(...rows)
        yield { step: 'unreadable', rows: rows.map(({ row }) => row) }
      }
      const changes = sum.jobs.added + sum.jobs.extended + sum.runs + sum.files > 0 || engages
      const writes = changes || isNew
      if (writes && !dry) await finish(opened, workspace.name, id, sum, unread, actor)
      yield {
        step: 'finished',
        summary: {
          import: writes && !dry ? id : null,
          dry_run: dry,
          workspace: workspace.name,
          workspace_added: workspace.add !== undefined,
          kill_switch_engaged: engages,
          ...sum,
          files_left: files.refused(),
          unreadable: opened.unreadable,
          recovered: opened.recovered,
        },
      }
    } finally {
      busy = false
      await rm(folder, { recursive: true, force: true })
      await close(session)
    }
  }

  /** A thread that has ended has closed its files. */
  async function close(session: string): Promise<void> {
    await reader.run('dali.close', { session }).catch(() => undefined)
  }

  async function* unreadableRows(session: string) {
    for (let from = 0; ; from += UNREADABLE_PAGE) {
      const request = { session, from, limit: UNREADABLE_PAGE }
      const { rows } = unreadableAnswer.parse(await reader.run('dali.unreadable', request))
      if (rows.length > 0) yield rows
      if (rows.length < UNREADABLE_PAGE) return
    }
  }

  async function engage({ kill_switch_path }: Opened, actor: string): Promise<void> {
    const note = `DALI’s kill switch is engaged: ${kill_switch_path}`.slice(0, 500)
    await killSwitch.engage({ hard: false, source: 'import', note }, actor, deps.running())
  }

  function finish(
    { source, unreadable }: Opened,
    workspace: string,
    id: string,
    sum: Sum,
    unread: readonly { row: UnreadableRow; raw: string }[],
    actor: string,
  ): Promise<unknown> {
    return store.write((write) =>
      ledger.append(
        write,
        'import.finished',
        {
          system: 'dali',
          import: id,
          source: bodies.text(write, source.ledger),
          ledger_sha256: source.sha256,
          workspace,
          kill_switch: source.kill_switch,
          rows: source.rows,
          jobs: sum.jobs.added + sum.jobs.extended,
          runs: sum.runs,
          artifacts: sum.artifacts,
          files: sum.files,
          unreadable: unread.length === 0 ? null : bodies.json(write, unread.slice(0, MOST_KEPT)),
          unreadable_rows: unreadable,
        },
        { actor },
      ),
    )
  }

  return async (options, actor, signal) => {
    if (busy) throw new InterlockError('import_running', {})
    busy = true
    let opened: Opened | undefined
    try {
      opened = await open(options.path)
      refuseBusy(opened)
      const workspace = chooseWorkspace(deps.workspaces, opened.source.root, options.workspace)
      return await begun(steps(opened, options, workspace, actor), signal)
    } catch (error) {
      busy = false
      if (opened !== undefined) await close(opened.session)
      throw error
    }
  }
}

/** Copies that a crash in the middle of an import has left go with the next one; there is only one at a time. */
async function makeFolder(home: Home, folder: string): Promise<void> {
  const left = (await readdir(home.spool)).filter((name) => name.endsWith(COPIES))
  for (const name of left) await rm(join(home.spool, name), { recursive: true, force: true })
  await mkdir(folder, { mode: 0o700 })
}

/** A generator that was never asked for anything ends without its `finally`; this one has been, and ends with `signal`. */
async function begun<T>(
  steps: AsyncGenerator<T, void, void>,
  signal: AbortSignal,
): Promise<AsyncGenerator<T, void, void>> {
  const first = await steps.next()
  const end = () => void steps.return().catch(() => undefined)
  signal.addEventListener('abort', end, { once: true })
  if (signal.aborted) end()
  async function* all(): AsyncGenerator<T, void, void> {
    if (first.done !== true) yield first.value
    yield* steps
  }
  return all()
}

interface Sum {
  jobs: Record<ImportedJob['outcome'], number>
  states: Partial<Record<ImportedJob['state_here'], number>>
  runs: number
  artifacts: number
  files: number
}

function emptySum(): Sum {
  return { jobs: { added: 0, extended: 0, unchanged: 0 }, states: {}, runs: 0, artifacts: 0, files: 0 }
}

function count(sum: Sum, { runs, artifacts, jobs }: Taken): void {
  sum.runs += runs
  sum.artifacts += artifacts
  for (const { outcome, state_here } of jobs) {
    sum.jobs[outcome] += 1
    if (outcome !== 'unchanged') sum.states[state_here] = (sum.states[state_here] ?? 0) + 1
  }
}
