import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The oldest Node that runs what we give it. */
const OLDEST_MAJOR = 22
const ASK_MS = 5000

let found: { readonly path: string | undefined } | undefined

/**
 * A program that is Node: the one that runs us, or, inside Electron, whose program is none, the first on the system's PATH that
 * is new enough; undefined where there is none. Looked up once.
 */
export function hostNode(): string | undefined {
  found ??= { path: findHostNode(process.versions, process.env['PATH']) }
  return found.path
}

/** @throws Error that says what it is needed for */
export function requireHostNode(what: string): string {
  const node = hostNode()
  if (node !== undefined) return node
  throw new Error(
    `This needs Node ${OLDEST_MAJOR} or newer on the PATH, and there is none. ${what} Install it from https://nodejs.org and start Interlock again.`,
  )
}

/** What `hostNode` finds, for a test. */
export function findHostNode(versions: NodeJS.Dict<string>, searched: string | undefined): string | undefined {
  if (versions['electron'] === undefined) return process.execPath
  const name = process.platform === 'win32' ? 'node.exe' : 'node'
  return (searched ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path) && majorOf(path) >= OLDEST_MAJOR)
}

function majorOf(path: string): number {
  const asked = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: ASK_MS, windowsHide: true })
  return asked.status === 0 ? Number(/^v(\d+)\./.exec(asked.stdout)?.[1] ?? 0) : 0
}
