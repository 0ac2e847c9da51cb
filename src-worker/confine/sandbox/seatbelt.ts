import type { Confinement } from './confinement.ts'

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

/** Configuration in the form that @anthropic-ai/sandbox-runtime takes, which writes the Seatbelt profile from it. */
export interface SeatbeltConfiguration {
  readonly network: { readonly allowedDomains: readonly string[]; readonly deniedDomains: readonly string[] }
  readonly filesystem: {
    readonly denyRead: readonly string[]
    readonly allowRead: readonly string[]
    readonly allowWrite: readonly string[]
    readonly denyWrite: readonly string[]
  }
}

/**
 * What macOS is to enforce for a command. Not verified: nothing of this has run on macOS, and no worker uses it yet, so a
 * worker there reports `policy-only`. Seatbelt reads everything by default, so what must not be read is named; a process that
 * leaves its group is not found by it.
 */
export function seatbeltConfiguration(
  { workspace: access, git, toolchains, readable }: Confinement,
  { workspace, userHome, dataDirectory, scratch }: SeatbeltPlace,
): SeatbeltConfiguration {
  const pinned = git === 'pinned' ? [`${workspace}/.git/hooks`, `${workspace}/.git/config`] : [`${workspace}/.git`]
  return {
    network: { allowedDomains: [], deniedDomains: [] },
    filesystem: {
      denyRead: [userHome, dataDirectory, '/Volumes', '/private/var/folders'],
      allowRead: [workspace, scratch, ...toolchains, ...readable],
      allowWrite: [...(access === 'writable' ? [workspace] : []), scratch],
      denyWrite: access === 'writable' ? pinned : [workspace],
    },
  }
}
