import { execFile } from 'node:child_process'
import { cpSync, existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { setTimeout as sleep } from 'node:timers/promises'
import { demoJobs, InterlockError, type Workspace } from '#schemas'
import type { Home } from '#core/record'
import type { Enqueue } from '#core/work'
import type { Supervisor, Workspaces } from '#core/workers'

const run = promisify(execFile)
const DEMO = 'demo'

/** Lays out the demo workspace once and enqueues its jobs. */
export type StartDemo = (actor: string) => Promise<{ workspace: Workspace; jobs: string[] }>

export function createDemo({
  home,
  workspaces,
  enqueue,
  resources,
  supervisor,
}: {
  home: Home
  workspaces: Workspaces
  supervisor: Pick<Supervisor, 'workers' | 'sandbox'>
  enqueue: Enqueue
  resources: string
}): StartDemo {
  /** What the demo runs are files of ours, so a machine without a sandbox keeps nobody from trying it. */
  async function runWhereItIs(name: string, actor: string): Promise<void> {
    while (supervisor.sandbox() === null && supervisor.workers().some(({ state }) => state === 'starting'))
      await sleep(20)
    const level = supervisor.sandbox()?.level
    if (level !== 'os-partial' && level !== 'policy-only') return
    await workspaces.lowerSandbox({ name, to: level, why: 'The demo runs files of Interlock only.' }, actor)
  }

  /** A folder that somebody called as ours is called is theirs: nothing runs there, and its sandbox stays as it is. */
  async function ownWorkspace(path: string, actor: string): Promise<Workspace> {
    const known = workspaces.list()
    const name = known.some((each) => each.name === DEMO) ? `interlock-${DEMO}` : DEMO
    return known.find((each) => each.demo) ?? workspaces.add({ path, name, demo: true }, actor)
  }

  return async (actor) => {
    const path = join(home.root, 'demo-workspace')
    if (!existsSync(path)) await layOut(join(resources, 'demo-workspace'), path)
    const workspace = await ownWorkspace(path, actor)
    await runWhereItIs(workspace.name, actor)
    const jobs: string[] = []
    for (const spec of Object.values(demoJobs))
      jobs.push((await enqueue({ ...spec, workspace: workspace.name }, actor)).row.id)
    return { workspace, jobs }
  }
}

/** Copies files of ours and makes them a repository, since the index lists tracked files. */
async function layOut(source: string, target: string): Promise<void> {
  const draft = `${target}.draft`
  rmSync(draft, { recursive: true, force: true })
  cpSync(source, draft, { recursive: true })
  const git = (...args: string[]) =>
    run(
      'git',
      [
        '-c',
        'user.name=Interlock',
        '-c',
        'user.email=demo@interlock.invalid',
        '-c',
        'commit.gpgsign=false',
        '-c',
        'core.hooksPath=/dev/null',
        ...args,
      ],
      { cwd: draft },
    )
  try {
    await git('init', '--quiet')
    await git('add', '.')
    await git('commit', '--quiet', '--message', 'Demo workspace')
    // Only a whole one gets the name, so that a start that failed half way is begun anew.
    renameSync(draft, target)
  } catch (error) {
    const reason =
      error instanceof Error && 'code' in error && error.code === 'ENOENT'
        ? 'git is not installed'
        : String(error).slice(0, 300)
    throw new InterlockError('workspace_invalid', { path: target, reason }, { cause: error })
  }
}
