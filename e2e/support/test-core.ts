import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type Core, type CoreOptions, createCore } from '#core'
import { built, optionsOf } from './built.ts'

export { built, optionsOf }

/** A core on a data directory of its own. */
export interface TestCore {
  readonly core: Core
  readonly home: string
  /** Folder behind the workspace `demo`. */
  readonly workspace: string
}

export type TestCoreOptions = Partial<CoreOptions> & {
  /** Folder of the workspace `demo`; an empty one unless named. */
  readonly workspace?: string
}

/** A real core with the built worker and reader, which the caller closes. */
export async function openCore({ workspace, ...options }: TestCoreOptions = {}): Promise<TestCore> {
  for (const entry of [built.workerEntry, built.readerEntry])
    if (!existsSync(entry)) throw new Error(`${entry} is missing: run \`npm run build\` first.`)
  const home = options.home ?? makeFolder('home')
  const folder = workspace ?? makeFolder('workspace')
  const core = await createCore({ ...optionsOf(home), ...options })
  try {
    if (core.workspaces.list().every(({ name }) => name !== 'demo'))
      await core.workspaces.add({ path: folder, name: 'demo' }, 'operator')
  } catch (error) {
    await core.close('test')
    throw error
  }
  return { core, home, workspace: folder }
}

/** The same, closed and removed when the test is over. */
export async function testCore(options: TestCoreOptions = {}): Promise<TestCore> {
  const opened = await openCore(options)
  onTestFinished(async () => {
    await opened.core.close('test')
    removeFolder(opened.home)
    removeFolder(opened.workspace)
  })
  return opened
}

/** A folder of its own, removed after the test. */
export function aFolder(name = 'folder'): string {
  const folder = makeFolder(name)
  onTestFinished(() => removeFolder(folder))
  return folder
}

/** A folder of its own under its real path, which the caller removes. */
export function makeFolder(name: string): string {
  return realpathSync(mkdtempSync(join(tmpdir(), `interlock-${name}-`)))
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}

/** Where `name` lies in a folder, whose own folder is made. */
export function placeIn(folder: string, ...name: string[]): string {
  const path = join(folder, ...name)
  mkdirSync(join(path, '..'), { recursive: true })
  return path
}
