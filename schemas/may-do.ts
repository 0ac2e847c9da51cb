import { DEFAULT_BUDGETS_OF_COMMANDS, type Budgets } from './budgets.ts'
import { formatBytes, formatCount } from './format/index.ts'
import type { Policy, SandboxReport } from './policy.ts'
import { isLevelEnough, meaningOf, minimumOf } from './presets.ts'

/** One line of what a job's commands would be allowed to do, and who sees to it. */
export interface Permission {
  readonly axis: 'read' | 'write' | 'network' | 'sockets' | 'processes' | 'resources'
  readonly sentence: string
  readonly kept_by: 'os' | 'policy'
}

export interface SandboxPreview {
  readonly permissions: readonly Permission[]
  readonly minimum: NonNullable<Policy['min_sandbox']>
  /** Whether the run would be refused on a worker of this report, and why. */
  readonly refusal: string | null
}

export interface PreviewedJob {
  readonly policy: Policy
  readonly budgets: Budgets
  readonly compat: 'dali' | null
  /** Folder of the workspace. */
  readonly workspace: string
  readonly toolchains: readonly string[]
}

/** The dry run: what the commands of a job could see, change, reach and use up on a worker with this report. */
export function sandboxPreview(job: PreviewedJob, report: SandboxReport | null): SandboxPreview {
  const { policy, budgets, compat, workspace, toolchains } = job
  const meaning = meaningOf(policy)
  const minimum = minimumOf(policy, compat)
  const limits = { ...DEFAULT_BUDGETS_OF_COMMANDS, ...definedOnly(budgets) }
  const keeps = (promise: string) =>
    report?.findings?.some((finding) => finding.promise === promise && finding.kept_by === 'os') === true
      ? ('os' as const)
      : ('policy' as const)
  const shown = [workspace, 'the programs of the system', ...toolchains].join(', ')
  const written = [
    ...(meaning.write_workspace
      ? [`${workspace} (.git ${meaning.write_git ? 'without hooks and configuration' : 'excepted'})`]
      : []),
    'a home and temporary folders of its own',
  ]
  return {
    minimum,
    refusal: refusalOf(policy, minimum, report),
    permissions: [
      { axis: 'read', sentence: `Read ${shown}.`, kept_by: keeps('read_files') },
      { axis: 'write', sentence: `Write ${written.join(', ')}.`, kept_by: keeps('write_files') },
      { axis: 'network', sentence: 'Reach no network.', kept_by: keeps('network') },
      {
        axis: 'sockets',
        sentence: meaning.unix_sockets ? 'Make Unix sockets among its own processes.' : 'Make no Unix sockets.',
        kept_by: keeps('sockets'),
      },
      {
        axis: 'processes',
        sentence: `Have ${formatCount(limits.max_processes)} processes, which all end with the command.`,
        kept_by: keeps('processes_end'),
      },
      {
        axis: 'resources',
        sentence: `Use ${formatBytes(limits.max_memory_bytes)} of memory, write ${formatBytes(limits.max_disk_bytes)} to disk, ${formatBytes(limits.max_file_bytes)} to one file.`,
        kept_by: keeps('memory'),
      },
    ],
  }
}

function refusalOf(policy: Policy, minimum: SandboxPreview['minimum'], report: SandboxReport | null): string | null {
  if (policy.allow_network)
    return 'It asks for the network, which needs an approval that this version cannot ask for yet.'
  if (report === null) return null
  return isLevelEnough(report.level, minimum)
    ? null
    : `It needs ${minimum}, and this machine reaches ${report.level}. ${report.remedy ?? report.reason}`
}

function definedOnly(budgets: Budgets): Partial<typeof DEFAULT_BUDGETS_OF_COMMANDS> {
  return Object.fromEntries(Object.entries(budgets).filter(([, value]) => value !== undefined))
}
