import { win32 } from 'node:path'
import { PathRejected } from './path-rejected.ts'

/** A path whose every component was found below the root, with links resolved. `rel` is `.` for the root itself. */
export interface Inside {
  readonly rel: string
  readonly parts: readonly string[]
}

const MAX_PATH_BYTES = 4096
const MAX_NAME_BYTES = 255

const char = String.fromCodePoint
// Built from code points so that no control character stands in the source.
const CONTROL = new RegExp(`[${char(0)}-${char(0x1f)}${char(0x7f)}]`)
const NUL = char(0)

/** What Python's `str.strip()` takes for white space: JavaScript's, without U+FEFF, with U+0085 and the separators 1C to 1F. */
const PYTHON_BLANK = new RegExp(`^(?:(?!\\ufeff)\\s|[\\u0085${char(0x1c)}-${char(0x1f)}])*$`, 'u')

const WINDOWS_FORBIDDEN = /[<>:"|?*]|[. ]$|~\d/
const WINDOWS_DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i

/**
 * The parts of a path relative to a workspace, by rules that hold on every system, so that a job means the same everywhere.
 * Throws PathRejected for anything that is not plainly `name/name/name`.
 */
export function splitRel(path: string, platform: NodeJS.Platform = process.platform): string[] {
  if (path === '') throw new PathRejected('empty', path)
  if (!path.isWellFormed()) throw new PathRejected('malformed', path)
  if (CONTROL.test(path)) throw new PathRejected('control_char', path)
  if (bytesBeyond(path, MAX_PATH_BYTES)) throw new PathRejected('too_long', path)
  if (path.startsWith('/') || path.startsWith('\\') || /^[A-Za-z]:/.test(path)) throw new PathRejected('absolute', path)
  const parts = path.split('/')
  if (parts.some((part) => part === '..' || (part.includes('\\') && part.split('\\').includes('..')))) {
    throw new PathRejected('parent_ref', path)
  }
  for (const part of parts) {
    if (part === '' || part === '.' || part.includes('\\')) throw new PathRejected('not_canonical', path)
    checkName(part, path, platform)
  }
  return parts
}

/**
 * The parts of a path as DALI read it: `.` and empty parts are dropped, `\` and `~` are plain characters on POSIX. Refuses in
 * DALI's order (empty, absolute, parent_ref), then what DALI crashed on (NUL, a name too long for the system).
 */
export function splitInside(path: string, platform: NodeJS.Platform = process.platform): string[] {
  const windows = platform === 'win32'
  if (PYTHON_BLANK.test(path)) throw new PathRejected('empty', path)
  if (windows ? win32.isAbsolute(path) || /^[A-Za-z]:/.test(path) : path.startsWith('/')) {
    throw new PathRejected('absolute', path)
  }
  const parts = path.split(windows ? /[\\/]/ : '/').filter((part) => part !== '' && part !== '.')
  if (parts.includes('..')) throw new PathRejected('parent_ref', path)
  if (path.includes(NUL)) throw new PathRejected('control_char', path)
  if (!path.isWellFormed()) throw new PathRejected('malformed', path)
  if (bytesBeyond(path, MAX_PATH_BYTES)) throw new PathRejected('too_long', path)
  for (const part of parts) checkName(part, path, platform)
  return parts
}

function checkName(name: string, path: string, platform: NodeJS.Platform): void {
  if (bytesBeyond(name, MAX_NAME_BYTES)) throw new PathRejected('too_long', path)
  if (platform === 'win32' && (WINDOWS_FORBIDDEN.test(name) || WINDOWS_DEVICE.test(name))) {
    throw new PathRejected('reserved_name', path)
  }
}

/** A code unit takes at most three bytes, so most texts need no counting. */
function bytesBeyond(text: string, limit: number): boolean {
  return text.length > limit / 3 && Buffer.byteLength(text) > limit
}
