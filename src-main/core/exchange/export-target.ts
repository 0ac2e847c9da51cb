import { realpathSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, sep } from 'node:path'
import { InterlockError } from '#schemas'
import { codeOf, type Home } from '#core/record'

/**
 * Keeps exports out of the data directory, where a name such as `KILL_SWITCH` means something. Only its folder for them is open.
 * @throws InterlockError export_unwritable
 */
export function refuseOwnPlaces(path: string, home: Home): void {
  if (!isAbsolute(path) || path.includes('\0')) return
  const real = realPlace(path)
  if (isBelow(real, realPlace(home.root)) && !isBelow(dirname(real), realPlace(home.exports)))
    throw new InterlockError('export_unwritable', { path, reason: 'it lies in the data directory of Interlock' })
}

/** The path with every link on the way to it followed, as far as it exists. */
function realPlace(path: string): string {
  try {
    return realpathSync.native(path)
  } catch (error) {
    const above = dirname(path)
    if (above === path || codeOf(error) !== 'ENOENT') return path
    return join(realPlace(above), relative(above, path))
  }
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}
