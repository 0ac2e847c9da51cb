import { LaunchRefused } from '../launch-refused.ts'
import type { Confinement, Limits } from './confinement.ts'
import type { SandboxRuntimeConfig } from './sandbox-runtime.ts'

/** The program of macOS that starts a command under a profile. */
export const SANDBOX_EXEC = '/usr/bin/sandbox-exec'

/** Where a command runs, for a profile. */
export interface SeatbeltPlace {
  /** Real path of the workspace. */
  readonly workspace: string
  /** Folder of the user, whose content is hidden but for what is named. */
  readonly userHome: string
  /** Interlock's own data, where it is known. */
  readonly dataDirectory?: string | undefined
  /** Folder of the run for home and temporary files. */
  readonly scratch?: string | undefined
}

/** Folders in which others keep what is theirs: accounts, disks, and what programs put aside. */
const OTHERS = ['/Users', '/Volumes', '/private/tmp', '/private/var/folders', '/private/var/tmp']

/** What names programs in a `.git`, or another place for them; see `pinGit`. */
const NAMES_PROGRAMS = ['hooks', 'config', 'config.worktree', 'commondir', 'modules', 'worktrees']

/**
 * What macOS is to enforce for a command. Not verified: nothing of this has run on macOS. Seatbelt reads everything by default,
 * so what must not be read is named. There is no network at all, this machine's own included, since Seatbelt knows no network
 * of a command's own. A `HEAD` in the workspace would make a repository of it, see `pinGit`.
 */
export function seatbeltConfiguration(
  { workspace: access, git, toolchains, readable, unixSockets }: Confinement,
  { workspace, userHome, dataDirectory, scratch }: SeatbeltPlace,
): SandboxRuntimeConfig {
  const pinned = git === 'pinned' ? NAMES_PROGRAMS.map((name) => `${workspace}/.git/${name}`) : [`${workspace}/.git`]
  const own = scratch === undefined ? [] : [scratch]
  const data = dataDirectory === undefined ? [] : [dataDirectory]
  return {
    network: {
      allowedDomains: [],
      deniedDomains: [],
      strictAllowlist: true,
      allowUnixSockets: unixSockets ? [...(access === 'writable' ? [workspace] : []), ...own] : [],
    },
    filesystem: {
      denyRead: literally(userHome, ...data, ...OTHERS),
      allowRead: literally(workspace, ...own, ...toolchains, ...readable),
      allowWrite: literally(...(access === 'writable' ? [workspace] : []), ...own),
      denyWrite: literally(...(access === 'writable' ? [...pinned, `${workspace}/HEAD`] : [workspace])),
    },
  }
}

/**
 * The arguments that run `argv` under a profile and its limits; each program in between becomes the next, so that the process
 * that was started is the command. A shell sets the limits, inside, since macOS has no program for that.
 */
export function seatbeltArguments(profile: string, limits: Limits, argv: readonly string[]): string[] {
  return [SANDBOX_EXEC, '-p', profile, ...limitedArguments(limits, argv)]
}

/** bash, since `sh` may count the size of files in other units. */
function limitedArguments({ fileBytes, cpuSeconds }: Limits, argv: readonly string[]): string[] {
  const bounds = [
    'ulimit -c 0',
    `ulimit -f ${Math.ceil(fileBytes / 1024)}`,
    // A second more, as on Linux, for the reason to be told apart from the command's own.
    ...(cpuSeconds === undefined ? [] : [`ulimit -t ${cpuSeconds + 1}`]),
  ]
  // One that cannot be set is lower already.
  return ['/bin/bash', '-c', `{ ${bounds.join('; ')}; } 2>/dev/null; exec "$@"`, 'interlock', ...argv]
}

/**
 * Otherwise brackets and stars in a name make a pattern of it. Control characters are written as JSON writes them, which Seatbelt
 * reads as other letters, so the rule would be one for another path.
 */
function literally(...paths: readonly string[]): { path: string; literal: true }[] {
  if (paths.some((path) => /\p{Cc}/u.test(path)))
    throw new LaunchRefused('workspace_unsafe', 'A path with a control character cannot be named to Seatbelt.')
  return paths.map((path) => ({ path, literal: true }))
}
