import { firstCodePoints } from './first-code-points.ts'

const sentences = {
  empty: 'is empty',
  absolute: 'is absolute; name it relative to the workspace',
  parent_ref: 'goes up with ".."',
  not_canonical: 'is not written plainly: no ".", no doubled or trailing "/", no "\\"',
  control_char: 'contains a control character',
  malformed: 'contains half of a surrogate pair',
  too_long: 'is longer than 4,096 bytes, or one of its names is longer than 255',
  reserved_name: 'is a name this system reserves',
  outside_repo: 'leads out of the workspace',
  not_found: 'does not exist',
  exists: 'already exists',
  symlink: 'goes through a symbolic link',
  not_a_directory: 'is not a directory',
  not_a_file: 'is not a regular file',
  other_device: 'is on another file system than the workspace',
  hard_link: 'has further hard links, so writing could change a file elsewhere',
  denied_name: 'is a name kept for secrets or for git itself',
  unreadable: 'may not be opened by this user',
  not_in_contract: 'is none that the contract of the job names',
} as const

/** Why a path was refused. The first three, `outside_repo` and `not_found` are DALI's own words. */
export type PathReason = keyof typeof sentences

const SHOWN_CODE_POINTS = 256

/** A path that may not be used. `path` holds at most 256 code points of what was asked for. */
export class PathRejected extends Error {
  readonly code = 'path_rejected'
  readonly reason: PathReason
  readonly path: string

  constructor(reason: PathReason, path: string, options?: ErrorOptions) {
    const shown = firstCodePoints(path, SHOWN_CODE_POINTS)
    super(`The path ${JSON.stringify(shown)} ${sentences[reason]}.`, options)
    this.name = 'PathRejected'
    this.reason = reason
    this.path = shown
  }
}

/** What the system's refusal of a path means, or undefined where it is no statement about the path (EMFILE, EIO, …). */
export function reasonOfErrno(code: string | undefined): PathReason | undefined {
  switch (code) {
    case 'ENOENT':
      return 'not_found'
    case 'ELOOP':
      return 'symlink'
    case 'ENOTDIR':
      return 'not_a_directory'
    case 'EISDIR':
    case 'ENXIO':
    case 'ENODEV':
      return 'not_a_file'
    case 'EEXIST':
      return 'exists'
    case 'EACCES':
    case 'EPERM':
      return 'unreadable'
    case 'ENAMETOOLONG':
      return 'too_long'
    default:
      return undefined
  }
}

/** The `code` of a Node system error, such as `ENOENT`. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}
