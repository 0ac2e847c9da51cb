import { resolve } from 'node:path'
import type { Workspace } from '#schemas'
import type { Cli } from '../cli.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { counted } from '../output/counted.ts'
import { printableLine } from '../output/printable.ts'
import { table } from '../output/table.ts'
import { describeTime } from '../output/times.ts'
import { READ, WRITE } from '../reach/api.ts'
import { typed } from '../typed.ts'

/** The folders jobs may be pointed at. */
export async function list(cli: Cli): Promise<ExitCode> {
  return cli.withCore(READ, async ({ api }) => {
    const workspaces = await api.workspaces.list()
    cli.out.answer(workspaces, () =>
      workspaces.length === 0
        ? [`No workspaces yet. ${typed('workspaces add FOLDER')} allows one.`]
        : table(workspaces.map((workspace) => row(workspace, Date.now()))),
    )
    return EXIT.ok
  })
}

/** Allows a folder. */
export async function add(cli: Cli, path: string, options: { readonly name?: string }): Promise<ExitCode> {
  return cli.withCore(WRITE, async ({ api }) => {
    const workspace = await api.workspaces.add({ path: resolve(path), ...(options.name && { name: options.name }) })
    cli.out.answer(workspace, () => [`Jobs may now be pointed at ${workspace.name}: ${printableLine(workspace.path)}`])
    return EXIT.ok
  })
}

/** Allows a folder no more; its files stay. */
export async function remove(cli: Cli, name: string, options: { readonly force?: boolean }): Promise<ExitCode> {
  return cli.withCore(READ, async ({ api }) => {
    const gone = await api.workspaces.remove({ name, force: options.force === true })
    const held = gone.held === 0 ? '' : ` ${counted(gone.held, 'unfinished job is', 'unfinished jobs are')} held.`
    cli.out.answer(gone, () => [`Jobs may no longer be pointed at ${gone.removed}. Its files are untouched.${held}`])
    return EXIT.ok
  })
}

function row(workspace: Workspace, nowMs: number): string[] {
  const kind = workspace.demo ? 'demo' : ''
  return [workspace.name, workspace.state, kind, describeTime(workspace.added_at, nowMs), printableLine(workspace.path)]
}
