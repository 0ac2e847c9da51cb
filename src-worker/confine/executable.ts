import {
  accessSync,
  closeSync,
  constants,
  lstatSync,
  openSync,
  readlinkSync,
  readSync,
  type Stats,
  statSync,
} from 'node:fs'
import { delimiter, dirname, extname, isAbsolute, join, relative, sep } from 'node:path'
import { firstCodePoints } from './first-code-points.ts'
import { errnoOf } from './path-rejected.ts'
import { LaunchRefused } from './launch-refused.ts'
import { toolchainOf, toolchainWith } from './sandbox/toolchains.ts'

/** Linux refuses a single argument of 128 KiB (MAX_ARG_STRLEN, the closing NUL included). */
const MAX_ARGUMENT_BYTES = 128 * 1024 - 1
/** Below the smallest limit of the systems we run on: macOS allows 1 MiB for arguments and environment together. */
const MAX_TOTAL_BYTES = 1024 * 1024 - 64 * 1024
/** CreateProcess takes one command line of 32,767 characters. */
const MAX_WINDOWS_CHARACTERS = 32_000

const NUL = String.fromCodePoint(0)

/** Refuses what the system could not pass on: no command, a NUL, too much of it. */
export function checkArguments(argv: readonly string[], env: Readonly<Record<string, string>>): void {
  const [command] = argv
  if (command === undefined || command === '') throw new LaunchRefused('argv_empty', 'There is no command to start.')
  if (argv.some((part) => part.includes(NUL))) {
    throw new LaunchRefused('argv_nul', 'An argument holds a NUL character, which no system can pass on.')
  }
  for (const [name, value] of Object.entries(env)) {
    if (name === '' || name.includes('=') || name.includes(NUL) || value.includes(NUL)) {
      throw new LaunchRefused('env_invalid', 'A variable of the environment has a name or value no system can pass on.')
    }
  }
  const sizes = argv.map((part) => Buffer.byteLength(part))
  const largest = Math.max(...sizes)
  if (largest > MAX_ARGUMENT_BYTES) {
    throw new LaunchRefused('argv_too_long', `An argument has ${largest} bytes; the limit is ${MAX_ARGUMENT_BYTES}.`)
  }
  const strings = [...argv, ...Object.entries(env).map(([name, value]) => `${name}=${value}`)]
  // Each string also costs its NUL and a pointer.
  const total = strings.reduce((sum, text) => sum + Buffer.byteLength(text) + 9, 0)
  const limit = process.platform === 'win32' ? MAX_WINDOWS_CHARACTERS : MAX_TOTAL_BYTES
  if (total > limit) {
    throw new LaunchRefused('argv_too_long', `Arguments and environment have ${total} bytes; the limit is ${limit}.`)
  }
}

export interface CommandPlace {
  /** Real path of the workspace. */
  readonly root: string
  /** Real path of the working directory. */
  readonly cwd: string
  /** The PATH the command itself will have; entries that are not absolute are passed over. */
  readonly searchPath: string
  /** Whether the command's sandbox shows a path; without one everything is shown. */
  readonly isShown?: (path: string) => boolean
}

/**
 * The absolute path of a command. A bare name is looked up in `searchPath`; a name with a slash counts from the working
 * directory and must stay in the workspace; an absolute one is taken as it is. Links in the result are kept: programs such as
 * those of a virtual environment look at the name they were started by.
 */
export function resolveExecutable(command: string, place: CommandPlace): string {
  const { root, cwd, searchPath, isShown = everything } = place
  const checked = (path: string) => {
    refuseHidden(path, command, isShown)
    return checkExecutable(path, command, isShown)
  }
  if (isAbsolute(command)) return checked(command)
  if (command.includes('/') || (sep === '\\' && command.includes('\\'))) {
    const path = join(cwd, command)
    const below = relative(root, path)
    if (below === '' || below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below)) {
      throw new LaunchRefused('command_outside_root', `${quoted(command)} leads out of the workspace.`)
    }
    return checked(path)
  }
  let unusable: LaunchRefused | undefined
  for (const directory of searchPath.split(delimiter).filter((entry) => isAbsolute(entry))) {
    for (const ending of endings(command)) {
      const path = join(directory, `${command}${ending}`)
      // Programs on the PATH may be told by name, also those outside: that is how one learns which toolchain to add.
      if (!isNamed(path)) continue
      try {
        return checked(path)
      } catch (error) {
        if (!(error instanceof LaunchRefused)) throw error
        // A later directory may hold a usable one; if none does, this says more than "not found".
        if (error.code !== 'command_not_found') unusable ??= error
      }
    }
  }
  throw unusable ?? (isShown === everything ? undefined : elsewhere(command)) ?? nowhere(command)
}

function nowhere(command: string): LaunchRefused {
  return new LaunchRefused('command_not_found', `There is no command ${quoted(command)} on the PATH of this run.`)
}

/** A command that a toolchain of this machine has, which the workspace does not show. */
function elsewhere(command: string): LaunchRefused | undefined {
  const found = toolchainWith(command)
  if (found === undefined) return undefined
  return new LaunchRefused(
    'not_in_sandbox',
    `${quoted(command)} was not found in the sandbox: it lies in ${found.folder}, outside of what a job sees. Add ${found.toolchain.name} to the toolchains of the workspace.`,
  )
}

function endings(command: string): readonly string[] {
  return process.platform === 'win32' && extname(command) === '' ? ['.exe', '.com'] : ['']
}

function everything(): boolean {
  return true
}

/**
 * A program outside of what the sandbox shows would only be "not found" there; here it is known which folder is missing. Nothing
 * outside is looked at, neither at the end of a link nor as an interpreter: whether a file of this machine exists is nothing that
 * a job is told.
 */
function refuseHidden(path: string, command: string, isShown: (path: string) => boolean): void {
  if (isShown === everything) return
  const hidden = hiddenOn(path, isShown)
  if (hidden === undefined) return
  throw new LaunchRefused(
    'not_in_sandbox',
    `${quoted(command)} was not found in the sandbox: it needs ${hidden}, which lies outside of what a job sees. ${fixFor(hidden)}`,
  )
}

/** As many as Linux itself follows. */
const MAX_LINKS = 40

/**
 * Where the way to a file leaves what is shown, following its links without looking at anything outside. A way that goes into a
 * folder outside and out of it again would tell whether that is there.
 */
function hiddenOn(path: string, isShown: (path: string) => boolean): string | undefined {
  let pending = partsOf(path)
  let at: string = sep
  let wentOutside = false
  for (let links = 0, name = pending.shift(); name !== undefined; name = pending.shift()) {
    if (name === '..' && wentOutside) return at
    const next = name === '..' ? dirname(at) : join(at, name)
    wentOutside = name !== '..' && !isShown(next)
    const target = name !== '..' && isShown(next) ? linkAt(next) : undefined
    if (target === undefined || (links += 1) > MAX_LINKS) {
      at = next
      continue
    }
    if (isAbsolute(target)) at = sep
    pending = [...partsOf(target), ...pending]
  }
  return isShown(at) ? undefined : at
}

function isNamed(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined
  } catch {
    // Not below a folder, or in one that may not be looked into.
    return false
  }
}

function partsOf(path: string): string[] {
  return path.split(sep).filter((part) => part !== '' && part !== '.')
}

function linkAt(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    // No link, or nothing there; what opens it says so.
    return undefined
  }
}

function fixFor(hidden: string): string {
  const toolchain = toolchainOf(hidden)
  return toolchain === undefined
    ? 'Add the folder it is installed in to the toolchains of the workspace.'
    : `Add ${toolchain.name} to the toolchains of the workspace.`
}

function checkExecutable(path: string, command: string, isShown: (path: string) => boolean): string {
  const found = lookUp(path, command)
  if (!found.isFile()) throw notExecutable(command, 'is not a file')
  if (process.platform === 'win32') {
    // cmd.exe parses their arguments again, by rules that cannot be quoted for; see CVE-2024-27980.
    if (/\.(bat|cmd)$/i.test(path)) throw new LaunchRefused('batch_file', `${quoted(command)} is a batch file.`)
    return path
  }
  try {
    accessSync(path, constants.X_OK)
  } catch (error) {
    throw notExecutable(command, 'is not executable for this user', error)
  }
  checkFormat(path, command, isShown)
  return path
}

function lookUp(path: string, command: string): Stats {
  try {
    return statSync(path)
  } catch (error) {
    const missing = ['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG'].includes(errnoOf(error) ?? '')
    throw missing
      ? new LaunchRefused('command_not_found', `There is no command ${quoted(command)}.`, { cause: error })
      : notExecutable(command, 'cannot be looked at', error)
  }
}

/** Room for a first line; Linux reads 256 bytes of it. */
const HEAD_BYTES = 256
const ELF = Buffer.from([0x7f, 0x45, 0x4c, 0x46])

/**
 * Refuses a script without `#!`, which `execvp` would hand to a shell, and one whose interpreter is missing, which the system
 * reports as if the script itself were.
 */
function checkFormat(path: string, command: string, isShown: (path: string) => boolean): void {
  const head = headOf(path)
  if (head === undefined) return
  if (head.subarray(0, 2).toString('latin1') === '#!') {
    const interpreter = interpreterOf(head)
    if (interpreter !== undefined) refuseHidden(interpreter, command, isShown)
    if (interpreter === undefined || statSync(interpreter, { throwIfNoEntry: false })?.isFile() !== true) {
      throw notExecutable(command, 'names an interpreter in its first line that does not exist')
    }
    return
  }
  if (process.platform === 'linux' && !head.subarray(0, 4).equals(ELF)) {
    throw notExecutable(command, 'is neither a program nor a script with "#!" in its first line')
  }
}

function interpreterOf(head: Buffer | undefined): string | undefined {
  return head === undefined ? undefined : /^#![ \t]*([^ \t\n\0]+)/.exec(head.toString('utf8'))?.[1]
}

/** The beginning of a file, or undefined for one that may be run but not read. */
function headOf(path: string): Buffer | undefined {
  let fd: number
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (error) {
    if (errnoOf(error) === 'EACCES') return undefined
    throw error
  }
  try {
    const head = Buffer.alloc(HEAD_BYTES)
    return head.subarray(0, readSync(fd, head))
  } finally {
    closeSync(fd)
  }
}

function notExecutable(command: string, why: string, cause?: unknown): LaunchRefused {
  return new LaunchRefused('not_executable', `${quoted(command)} ${why}.`, { cause })
}

function quoted(command: string): string {
  return JSON.stringify(firstCodePoints(command, 128))
}
