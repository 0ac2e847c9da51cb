import type { Confinement } from './confinement.ts'
import type { SandboxRuntimeConfig } from './sandbox-runtime.ts'

/** Where a command runs, for a profile. */
export interface SeatbeltPlace {
  /** Real path of the workspace. */
  readonly workspace: string
  /** Folder of the user, whose content is hidden but for what is named. */
  readonly userHome: string
  /** Interlock's own data. */
  readonly dataDirectory: string
  /** Folder of the run for home and temporary files. */
  readonly scratch: string
}

/**
 * What macOS is to enforce for a command. Not verified: nothing of this has run on macOS, and no worker uses it yet, so a
 * worker there reports `policy-only`. Seatbelt reads everything by default, so what must not be read is named; a process that
 * leaves its group is not found by it.
 */
export function seatbeltConfiguration(
  { workspace: access, git, toolchains, readable, hosts }: Confinement,
  { workspace, userHome, dataDirectory, scratch }: SeatbeltPlace,
): SandboxRuntimeConfig {
  const pinned = git === 'pinned' ? [`${workspace}/.git/hooks`, `${workspace}/.git/config`] : [`${workspace}/.git`]
  return {
    network: { allowedDomains: [...hosts], deniedDomains: [], strictAllowlist: true },
    filesystem: {
      denyRead: literally(userHome, dataDirectory, '/Volumes', '/private/var/folders'),
      allowRead: literally(workspace, scratch, ...toolchains, ...readable),
      allowWrite: literally(...(access === 'writable' ? [workspace] : []), scratch),
      denyWrite: literally(...(access === 'writable' ? pinned : [workspace])),
    },
  }
}

/** The arguments that run `argv` under a profile of that configuration, on macOS only. */
export async function underSeatbelt(configuration: SandboxRuntimeConfig, argv: readonly string[]): Promise<string[]> {
  const { withProfile } = await import('./sandbox-runtime.ts')
  return withProfile(configuration, argv)
}

/** Otherwise brackets and stars in a name make a pattern of it. */
function literally(...paths: readonly string[]): { path: string; literal: true }[] {
  return paths.map((path) => ({ path, literal: true }))
}
