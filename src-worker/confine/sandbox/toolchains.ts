import { readdirSync, realpathSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, isAbsolute, join, sep } from 'node:path'

/** A set of programs outside of the system's folders, which a workspace can name for its jobs to see. */
export interface Toolchain {
  readonly name: string
  /** Folders to show, read-only, each at its own path. What holds credentials beside programs is left out. */
  readonly paths: readonly string[]
}

/** Below the home folder unless they begin with a slash. */
const KNOWN: readonly { readonly name: string; readonly paths: readonly string[] }[] = [
  { name: 'nvm', paths: ['.nvm/versions'] },
  { name: 'fnm', paths: ['.local/share/fnm/node-versions'] },
  { name: 'volta', paths: ['.volta/bin', '.volta/tools'] },
  { name: 'pyenv', paths: ['.pyenv'] },
  { name: 'uv', paths: ['.local/share/uv'] },
  { name: 'cargo', paths: ['.cargo/bin', '.rustup'] },
  { name: 'go', paths: ['/usr/local/go', 'go/bin'] },
  { name: 'sdkman', paths: ['.sdkman/candidates'] },
  { name: 'asdf', paths: ['.asdf/shims', '.asdf/installs', '.asdf/bin'] },
  { name: 'mise', paths: ['.local/share/mise/installs', '.local/share/mise/shims'] },
  { name: 'local', paths: ['.local/bin'] },
  { name: 'opt', paths: ['/opt'] },
  { name: 'nix', paths: ['/nix/store'] },
  { name: 'homebrew', paths: ['/home/linuxbrew/.linuxbrew', '/opt/homebrew'] },
]

/** The toolchains that are on this machine, to be proposed for a workspace. */
export function detectToolchains(home: string = homedir()): Toolchain[] {
  return KNOWN.flatMap(({ name, paths }) => {
    const there = paths.map((path) => (isAbsolute(path) ? path : join(home, path))).filter(isFolder)
    // Links are resolved, so that what a toolchain shows is what was looked at.
    return there.length === 0 ? [] : [{ name, paths: there.map((path) => realpathSync(path)) }]
  })
}

/** The toolchain a program belongs to, if it is one of the known ones. */
export function toolchainOf(
  program: string,
  toolchains: readonly Toolchain[] = detectToolchains(),
): Toolchain | undefined {
  return toolchains.find(({ paths }) => paths.some((path) => program === path || program.startsWith(`${path}${sep}`)))
}

/** The toolchain in which a program of this name lies, if it is one of the known ones, and the folder it lies in. */
export function toolchainWith(
  program: string,
  toolchains: readonly Toolchain[] = detectToolchains(),
): { readonly toolchain: Toolchain; readonly folder: string } | undefined {
  for (const toolchain of toolchains) {
    const folder = programFolders(toolchain.paths).find((each) => isThere(join(each, program)))
    if (folder !== undefined) return { toolchain, folder }
  }
  return undefined
}

const MOST_FOLDERS = 32

/**
 * Where the programs of toolchains lie, to be looked for after what is on the PATH: the folders themselves, `bin` in them, and
 * `bin` of what they hold one and two levels down, newer versions first.
 */
export function programFolders(paths: readonly string[]): string[] {
  const found = paths.flatMap((path) => [
    ...(['bin', 'shims'].includes(basename(path)) ? [path] : []),
    ...['shims', 'bin'].map((name) => join(path, name)).filter(isFolder),
    ...inside(path).flatMap((child) => [join(child, 'bin'), ...inside(child).map((each) => join(each, 'bin'))]),
  ])
  return [...new Set(found.filter(isFolder))].slice(0, MOST_FOLDERS)
}

/** Folders in a folder, those with greater numbers first. */
function inside(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }))
      .slice(0, MOST_FOLDERS)
      .map((name) => join(folder, name))
  } catch {
    // As below.
    return []
  }
}

function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true
  } catch {
    // As below.
    return false
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
  } catch {
    // A folder that may not be looked into is none that a job could use.
    return false
  }
}
