import { realpathSync } from 'node:fs'
import { SANDBOX_HOME } from './confinement.ts'

export const BWRAP = '/usr/bin/bwrap'

/** Where a mount comes from: a descriptor bubblewrap inherits, or a path in the mount namespace it starts in. */
export interface PlannedMount {
  readonly from: { readonly descriptor: number } | { readonly path: string }
  readonly at: string
  readonly writable: boolean
}

export interface SandboxPlan {
  readonly system: readonly string[]
  readonly mounts: readonly PlannedMount[]
  readonly descriptors: {
    readonly seccomp: number
    readonly passwd: number
    readonly group: number
  }
  /** Of a command that keeps the network of the machine: its files that say how names are found. */
  readonly machineNetwork?: { readonly naming: readonly string[] } | undefined
  /** Size of each temporary folder. */
  readonly temporaryBytes: number
  /** What runs inside first. */
  readonly command: readonly string[]
}

const MIB = 1024 ** 2

const OWN_NETWORK = '--unshare-net'

const ISOLATION = [
  '--unshare-user',
  '--disable-userns',
  '--unshare-pid',
  OWN_NETWORK,
  '--unshare-ipc',
  '--unshare-uts',
  '--unshare-cgroup-try',
  '--hostname',
  'job',
  '--die-with-parent',
  '--new-session',
  '--cap-drop',
  'ALL',
]

/**
 * The argument list for bubblewrap. The order matters: later mounts lie over earlier ones. Sizes are given because a tmpfs
 * otherwise takes half of the machine's memory. bubblewrap is told to say nothing, such as the number of its first process: where
 * the worker has died meanwhile, the word would end it, and that process would wait for its own word for good. A flag that takes
 * something away has a promise in the self-test, which a test holds it to. The environment is not set here, since these arguments
 * can be read by anyone.
 */
export function bwrapArguments(plan: SandboxPlan): string[] {
  const { descriptors, temporaryBytes, machineNetwork } = plan
  const hasHome = plan.mounts.some(({ at }) => at === SANDBOX_HOME)
  return [
    [BWRAP, ...ISOLATION.filter((flag) => machineNetwork === undefined || flag !== OWN_NETWORK)],
    plan.system,
    (machineNetwork?.naming ?? []).flatMap((path) => ['--ro-bind', realpathSync(path), path]),
    ['--ro-bind-data', String(descriptors.passwd), '/etc/passwd'],
    ['--ro-bind-data', String(descriptors.group), '/etc/group'],
    ['--proc', '/proc', '--dev', '/dev'],
    temporary('/tmp', temporaryBytes),
    temporary('/run', 16 * MIB),
    temporary('/dev/shm', temporaryBytes),
    hasHome ? [] : temporary(SANDBOX_HOME, temporaryBytes),
    plan.mounts.flatMap(mountArguments),
    ['--seccomp', String(descriptors.seccomp)],
    ['--remount-ro', '/', '--'],
    plan.command,
  ].flat()
}

function temporary(at: string, bytes: number): string[] {
  return ['--size', String(bytes), '--tmpfs', at]
}

function mountArguments({ from, at, writable }: PlannedMount): string[] {
  if ('descriptor' in from) return [writable ? '--bind-fd' : '--ro-bind-fd', String(from.descriptor), at]
  return [writable ? '--bind' : '--ro-bind', from.path, at]
}
