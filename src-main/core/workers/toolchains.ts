import { statSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute } from 'node:path'
import { z } from 'zod'
import { detectToolchains } from '#confine'
import { InterlockError, type Toolchain, toolchainSchema, type WorkspaceToolchains } from '#schemas'
import type { Home } from '#core/record'
import { allowedFolder } from './allowed-folder.ts'

const storedSchema = z.array(toolchainSchema)

/** The toolchains a row of a workspace holds; none where somebody wrote something else there. */
export function toolchainsIn(text: string): Toolchain[] {
  if (text === '[]') return []
  try {
    return storedSchema.parse(JSON.parse(text))
  } catch {
    return []
  }
}

export interface KnownToolchains {
  /** On this machine. */
  readonly found: readonly Toolchain[]
  /** What the workspace has already. */
  readonly had: readonly Toolchain[]
}

/**
 * What a word of the operator stands for: a toolchain that is on this machine, one the workspace has already, or a folder by
 * its path.
 * @throws InterlockError toolchain_unknown, toolchain_invalid
 */
export function toolchainFor(word: string, { found, had }: KnownToolchains, home: Home): Toolchain {
  if (isAbsolute(word)) return folderOf(word, had, home)
  const known = found.find(({ name }) => name === word) ?? had.find(({ name }) => name === word)
  if (known === undefined)
    throw new InterlockError('toolchain_unknown', { name: word, found: found.map(({ name }) => name) })
  for (const path of known.paths) if (isThere(path)) allowedToolchain(path, home)
  return known
}

/** What a workspace has, what of it is gone, and what else there is on this machine. */
export function toolchainsView(workspace: string, { found, had }: KnownToolchains): WorkspaceToolchains {
  return {
    workspace,
    toolchains: had.map((each) => ({ ...each, missing: each.paths.filter((path) => !isThere(path)) })),
    proposed: found.filter(({ name }) => had.every((each) => each.name !== name)),
  }
}

/** Looks through the folders in which they are known to lie. */
export function foundToolchains(): Toolchain[] {
  return detectToolchains().map(({ name, paths }) => ({ name, paths: [...paths] }))
}

/** They hold sockets, settings and homes of others, whatever else lies there. */
const SHARED = ['/etc', '/home', '/run', '/tmp', '/var', '/var/run', '/var/tmp']

/** @throws InterlockError toolchain_invalid */
function allowedToolchain(path: string, home: Home): string {
  const invalid = (reason: string) => new InterlockError('toolchain_invalid', { path, reason })
  const real = allowedFolder(path, home, invalid)
  if (SHARED.includes(real) || real.startsWith('/run/')) throw invalid('it is shared by all programs of the system')
  if (homedir().startsWith(`${real}/`)) throw invalid('it contains your home directory')
  return real
}

function folderOf(path: string, had: readonly Toolchain[], home: Home): Toolchain {
  const kept = had.find(({ name }) => name === path)
  if (kept !== undefined && !isThere(path)) return kept
  const real = allowedToolchain(path, home)
  return { name: path.length <= 64 ? path : `…${path.slice(-63)}`.toWellFormed(), paths: [real] }
}

function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
  } catch {
    // A folder that may not be looked at is none a job could use.
    return false
  }
}
