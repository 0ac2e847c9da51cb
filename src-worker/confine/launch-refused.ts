/** Why a command could not be started. Exit codes never say so: 127 may be the command's own. */
export type LaunchCode =
  | 'argv_empty'
  | 'argv_nul'
  | 'argv_too_long'
  | 'env_invalid'
  | 'command_not_found'
  | 'command_outside_root'
  /** It is on this machine, and the sandbox does not show it. */
  | 'not_in_sandbox'
  /** The folder cannot be given to a command. */
  | 'workspace_unsafe'
  | 'not_executable'
  | 'batch_file'
  | 'cwd_not_a_directory'
  | 'stopped_before_start'
  | 'start_failed'

/** A command that was not started. Messages name the command, never its arguments: those may hold secrets. */
export class LaunchRefused extends Error {
  readonly code: LaunchCode

  constructor(code: LaunchCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'LaunchRefused'
    this.code = code
  }
}
