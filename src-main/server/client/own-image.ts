import { realpathSync } from 'node:fs'
import { posix, win32 } from 'node:path'

/** What of `process` says which program runs us, and where. */
export interface RunningProgram {
  readonly platform: NodeJS.Platform
  readonly execPath: string
}

/**
 * The one file this program unpacks itself from at each start: an AppImage, or a portable program of Windows. Both say so in variables,
 * which everything they start inherits. A terminal that is an AppImage thus names itself to us, so a name counts only where the
 * program that runs is the one that was unpacked.
 */
export function ownImage(
  env: Readonly<NodeJS.Dict<string>>,
  { platform, execPath }: RunningProgram,
): string | undefined {
  if (platform === 'linux') {
    const { APPIMAGE: image = '', APPDIR: folder = '' } = env
    const isOurs = posix.isAbsolute(folder) && execPath.startsWith(`${real(folder)}/`)
    return isOurs && posix.isAbsolute(image) ? image : undefined
  }
  if (platform !== 'win32') return undefined
  const { PORTABLE_EXECUTABLE_FILE: image = '', PORTABLE_EXECUTABLE_APP_FILENAME: name = '' } = env
  const isOurs = name !== '' && name.toLowerCase() === win32.basename(execPath, '.exe').toLowerCase()
  return isOurs && win32.isAbsolute(image) ? image : undefined
}

function real(folder: string): string {
  try {
    return realpathSync(folder)
  } catch {
    // Gone, or not ours to look at: then nothing runs from there.
    return folder
  }
}
