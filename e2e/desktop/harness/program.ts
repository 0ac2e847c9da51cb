import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'

/** What runs the application in tests. */
export interface Program {
  readonly name: 'stand-in' | 'Electron'
  /** For ELECTRON_OVERRIDE_DIST_PATH, which Playwright reads. */
  readonly folder: string
}

const STANDIN = join(import.meta.dirname, '..', '..', 'electron-standin')

/**
 * The real Electron where there is one: the executable that INTERLOCK_ELECTRON names, or the one of the installed package. The
 * stand-in everywhere else. A path that is named but not there is an error, never a reason to use the other.
 */
export function findProgram(): Program {
  const packaged = process.env['INTERLOCK_PACKAGED']
  if (packaged) return { name: 'Electron', folder: dirname(resolve(packaged)) }
  const named = process.env['INTERLOCK_ELECTRON']
  if (named === 'stand-in') return { name: 'stand-in', folder: STANDIN }
  if (named) {
    if (!existsSync(named)) throw new Error(`INTERLOCK_ELECTRON names ${named}, which does not exist.`)
    return { name: 'Electron', folder: dirname(resolve(named)) }
  }
  const installed = installedFolder()
  if (installed !== undefined) return { name: 'Electron', folder: installed }
  if (process.platform === 'win32')
    throw new Error('The stand-in is no program of Windows: name Electron in INTERLOCK_ELECTRON.')
  return { name: 'stand-in', folder: STANDIN }
}

/** Where the package keeps its binary, which is downloaded at its first use. */
function installedFolder(): string | undefined {
  const packaged = dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  const pointer = join(packaged, 'path.txt')
  if (!existsSync(pointer)) return undefined
  const folder = join(packaged, 'dist')
  return existsSync(join(folder, readFileSync(pointer, 'utf8'))) ? folder : undefined
}
