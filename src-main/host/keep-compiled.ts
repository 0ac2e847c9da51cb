import { chmodSync, mkdirSync } from 'node:fs'
import module from 'node:module'
import { join } from 'node:path'

/**
 * Has Node keep what it compiled of `dist/` beside it, for this process and for the workers it starts, which then need not compile
 * it again. Nobody else may write there, whatever this process lets others do with what it makes; where this user may not, nothing
 * is kept.
 * @param root folder Interlock is installed in
 */
export function keepCompiled(root: string): void {
  const folder = join(root, 'dist', '.compiled')
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    chmodSync(folder, 0o700)
  } catch {
    // Not ours, or on a disk that is only read: then each start compiles.
    return
  }
  module.enableCompileCache(folder)
  process.env['NODE_COMPILE_CACHE'] ??= folder
}
