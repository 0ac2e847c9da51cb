import { type Confinement, DEFAULT_LIMITS, type Limits } from '#confine'
import {
  asksForNetwork,
  belowMinimum,
  type Budgets,
  type Compat,
  hostsSwitchedOff,
  InterlockError,
  isLevelEnough,
  type MinimumLevel,
  minimumOf,
  minimumUnder,
  type Policy,
  type SandboxReport,
  writesWorkspace,
} from '#schemas'
import { failed, type RunEnd } from './run-end.ts'

export interface ConfinedJob {
  readonly policy: Policy
  readonly budgets: Budgets
  readonly compat: Compat | null
  /** The only paths of the workspace that its contract names. */
  readonly trust?: { readonly paths?: readonly string[] | undefined } | undefined
  /** Whether the operator has approved that it reaches all of the network. */
  readonly approvesNetwork?: boolean
}

/** What the commands of a job may see and use up. */
export function confinementOf(
  { policy, budgets, compat, trust, approvesNetwork = false }: ConfinedJob,
  home: string,
  toolchains: readonly string[],
  ownData?: string,
): Confinement {
  const network = asksForNetwork(policy, compat) && approvesNetwork
  return {
    workspace: writesWorkspace(policy) ? 'writable' : 'read-only',
    ...(trust?.paths !== undefined && { paths: trust.paths }),
    git: policy.write_git === true ? 'pinned' : 'read-only',
    home,
    ...(ownData === undefined ? {} : { ownData }),
    // In the machine's own network its abstract sockets would be in reach, those of the desktop among them.
    unixSockets: policy.unix_sockets === true && !network,
    ...(network && { network }),
    toolchains,
    readable: [],
    hosts: network ? [] : (policy.network_hosts ?? []),
    limits: limitsOf(budgets),
  }
}

function limitsOf(budgets: Budgets): Limits {
  const { max_memory_bytes, max_processes, max_file_bytes, max_disk_bytes, max_cpu_sec } = budgets
  return {
    memoryBytes: max_memory_bytes ?? DEFAULT_LIMITS.memoryBytes,
    processes: max_processes ?? DEFAULT_LIMITS.processes,
    fileBytes: max_file_bytes ?? DEFAULT_LIMITS.fileBytes,
    diskBytes: max_disk_bytes ?? DEFAULT_LIMITS.diskBytes,
    ...(max_cpu_sec === undefined ? {} : { cpuSeconds: max_cpu_sec }),
  }
}

/**
 * Why a worker with this sandbox must not run the job, or undefined. Nothing runs with less than it asks for, but where the
 * operator set a lower floor for its workspace. A DALI job that names the network gets none, and its log says so.
 */
export function refusalOf(
  { policy, compat, approvesNetwork = false }: ConfinedJob,
  sandbox: SandboxReport,
  floor: MinimumLevel | null = null,
): RunEnd | undefined {
  const minimum = minimumUnder(floor, minimumOf(policy, compat))
  if (!isLevelEnough(sandbox.level, minimum)) return refused(belowMinimum(sandbox, minimum))
  if (asksForNetwork(policy, compat) && !approvesNetwork)
    return refused(new InterlockError('network_needs_approval', {}))
  const switchedOff = approvesNetwork ? null : hostsSwitchedOff(policy, sandbox)
  return switchedOff === null ? undefined : refused(switchedOff)
}

function refused(error: InterlockError): RunEnd {
  return failed(error.code, `${error.message} ${error.remedy}`)
}
