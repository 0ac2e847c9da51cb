import { type Confinement, DEFAULT_LIMITS, type Limits } from '#confine'
import {
  type Budgets,
  type Compat,
  InterlockError,
  isLevelEnough,
  minimumOf,
  type Policy,
  type SandboxReport,
} from '#schemas'
import { failed, type RunEnd } from './run-end.ts'

export interface ConfinedJob {
  readonly policy: Policy
  readonly budgets: Budgets
  readonly compat: Compat | null
}

/** What the commands of a job may see and use up. */
export function confinementOf(
  { policy, budgets }: ConfinedJob,
  home: string,
  toolchains: readonly string[],
): Confinement {
  return {
    workspace: policy.write_workspace === false ? 'read-only' : 'writable',
    git: policy.write_git === true ? 'pinned' : 'read-only',
    home,
    unixSockets: policy.unix_sockets === true,
    toolchains,
    readable: [],
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
 * Why a worker with this sandbox must not run the job, or undefined. Nothing runs with less than it asks for. DALI's jobs have
 * always named the network without getting more than their commands took; here they get none, and their log says so.
 */
export function refusalOf({ policy, compat }: ConfinedJob, sandbox: SandboxReport): RunEnd | undefined {
  const minimum = minimumOf(policy, compat)
  if (!isLevelEnough(sandbox.level, minimum)) {
    const { level, reason, remedy = 'Choose a lower minimum in the policy if you trust this job.' } = sandbox
    return refused(new InterlockError('sandbox_below_minimum', { level, minimum, reason, remedy }))
  }
  if (policy.allow_network && compat !== 'dali') return refused(new InterlockError('network_needs_approval', {}))
  return undefined
}

function refused(error: InterlockError): RunEnd {
  return failed(error.code, `${error.message} ${error.remedy}`)
}
