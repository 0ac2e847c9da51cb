import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'

/** What runs the application in tests. */
export interface Program {
  readonly name: 'stand-in' | 'Electron'
  readonly executable: string
  /** For ELECTRON_OVERRIDE_DIST_PATH, which Playwright reads. */
  readonly folder: string
  /** It has its application in it, and takes no other. */
  readonly isPackaged: boolean
}

/** The built application, or a copy of it that INTERLOCK_APPLICATION names. */
export const applicationFolder = process.env['INTERLOCK_APPLICATION'] ?? join(import.meta.dirname, '..', '..', '..')

const STANDIN = join(import.meta.dirname, '..', '..', 'electron-standin')

/** What starts the application without Playwright, as its users do, with these arguments of theirs. */
export function startedByHand(...args: string[]): [executable: string, args: string[]] {
  const { executable, isPackaged } = findProgram()
  return [executable, [...(isPackaged ? [] : [applicationFolder]), ...args]]
}

/**
 * The real Electron where there is one: the executable that INTERLOCK_ELECTRON names, or the one of the installed package, where
 * it can run. The stand-in everywhere else. A path that is named but not there is an error, never a reason to use the other.
 */
export function findProgram(): Program {
  const packaged = process.env['INTERLOCK_PACKAGED']
  if (packaged) return { ...electronAt(packaged), isPackaged: true }
  const named = process.env['INTERLOCK_ELECTRON']
  if (named === 'stand-in') return standin()
  if (named) {
    if (!existsSync(named)) throw new Error(`INTERLOCK_ELECTRON names ${named}, which does not exist.`)
    return electronAt(named)
  }
  const installed = installedElectron()
  if (installed !== undefined) return installed
  if (process.platform === 'win32')
    throw new Error('The stand-in is no program of Windows: name Electron in INTERLOCK_ELECTRON.')
  return standin()
}

function standin(): Program {
  return { name: 'stand-in', executable: join(STANDIN, 'electron'), folder: STANDIN, isPackaged: false }
}

function electronAt(path: string): Program {
  const executable = resolve(path)
  return { name: 'Electron', executable, folder: dirname(executable), isPackaged: false }
}

/** Chromium keeps its sandbox from root, and Linux has a display only where a session says so. */
const canRun = () =>
  process.platform !== 'linux' ||
  (process.getuid?.() !== 0 && Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']))

/** Where the package keeps its binary, which is a download of its own. */
function installedElectron(): Program | undefined {
  if (!canRun()) return undefined
  const packaged = dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  const pointer = join(packaged, 'path.txt')
  if (!existsSync(pointer)) return undefined
  const folder = join(packaged, 'dist')
  const executable = join(folder, readFileSync(pointer, 'utf8'))
  return existsSync(executable) ? { ...electronAt(executable), folder } : undefined
}

/** Whether tests run on the stand-in, so that what only it can be told can be tested. */
export function isOnStandin(): boolean {
  if (process.env['INTERLOCK_PACKAGED']) return false
  const named = process.env['INTERLOCK_ELECTRON']
  if (named) return named === 'stand-in'
  return installedElectron() === undefined && process.platform !== 'win32'
}
