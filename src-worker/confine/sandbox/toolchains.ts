import { realpathSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join, sep } from 'node:path'

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

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
  } catch {
    // A folder that may not be looked into is none that a job could use.
    return false
  }
}
