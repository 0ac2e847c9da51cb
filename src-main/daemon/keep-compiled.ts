import module from 'node:module'
import { join } from 'node:path'

/**
 * Has Node keep what it compiled of `dist/` beside it, for this process and for the workers it starts, which then need not compile
 * it again. Who may write there may write the code itself; where this user may not, nothing is kept.
 * @param root folder Interlock is installed in
 */
export function keepCompiled(root: string): void {
  const folder = join(root, 'dist', '.compiled')
  module.enableCompileCache(folder)
  process.env['NODE_COMPILE_CACHE'] ??= folder
}
