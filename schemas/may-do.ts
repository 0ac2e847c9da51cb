import { z } from 'zod'
import { askingSchema } from './approval.ts'
import { DEFAULT_BUDGETS_OF_COMMANDS, type Budgets } from './budgets.ts'
import { InterlockError } from './errors/index.ts'
import { formatBytes, formatCount } from './format/index.ts'
import { workspaceNameSchema } from './names.ts'
import {
  type MinimumLevel,
  minimumLevelSchema,
  type Policy,
  sandboxLevelSchema,
  type SandboxPromise,
  type SandboxReport,
  toolchainSchema,
} from './policy.ts'
import {
  isLevelEnough,
  meaningOf,
  minimumOf,
  minimumUnder,
  policyDifferenceSchema,
  presetNameSchema,
} from './presets.ts'

/** One line of what a job's commands would be allowed to do, and who sees to it. */
export const permissionSchema = z
  .strictObject({
    axis: z.enum(['read', 'write', 'network', 'sockets', 'processes', 'resources', 'secrets']),
    sentence: z.string(),
    kept_by: z
      .enum(['os', 'policy'])
      .nullable()
      .meta({ description: 'Who keeps the commands to it on this machine; null until a worker has looked.' }),
  })
  .meta({ id: 'Permission' })
export type Permission = z.infer<typeof permissionSchema>

/** Why a job would not be run, as its run would say. */
export const refusalSchema = z.strictObject({ code: z.string(), message: z.string(), remedy: z.string() })

/** The answer to «what would this job be allowed to do». Nothing is written for it. */
export const jobCheckSchema = z
  .strictObject({
    workspace: workspaceNameSchema,
    toolchains: z.array(toolchainSchema),
    preset: presetNameSchema.nullable(),
    differences: z
      .array(policyDifferenceSchema)
      .meta({ description: 'In what the policy differs from the preset that the job names.' }),
    permissions: z.array(permissionSchema),
    minimum: minimumLevelSchema.meta({ description: 'The level it needs here, the floor of the workspace included.' }),
    floor: minimumLevelSchema.nullable().meta({ description: 'What the operator lowered the workspace to.' }),
    level: sandboxLevelSchema.nullable().meta({ description: 'What the workers reach; null until one has looked.' }),
    refusal: refusalSchema.nullable(),
    asking: askingSchema
      .nullable()
      .meta({ description: 'Why it would wait for an approval; null where it would not.' }),
    cautions: z.array(z.string()).meta({
      description: 'What in the job works against itself, so that it will not do what was probably meant.',
    }),
  })
  .meta({ id: 'JobCheck' })
export type JobCheck = z.infer<typeof jobCheckSchema>

export type SandboxPreview = Pick<JobCheck, 'permissions' | 'minimum' | 'refusal'>

export interface PreviewedJob {
  readonly policy: Policy
  readonly budgets: Budgets
  readonly compat: 'dali' | null
  /** Folder of the workspace. */
  readonly workspace: string
  readonly toolchains: readonly string[]
  readonly floor: MinimumLevel | null
}

/** The dry run: what the commands of a job could see, change, reach and use up on a worker with this report. */
export function sandboxPreview(job: PreviewedJob, report: SandboxReport | null): SandboxPreview {
  const minimum = minimumUnder(job.floor, minimumOf(job.policy, job.compat))
  return { minimum, refusal: refusalOf(job, minimum, report), permissions: permissionsOf(job, report) }
}

function permissionsOf(
  { policy, budgets, compat, workspace, toolchains }: PreviewedJob,
  report: SandboxReport | null,
): Permission[] {
  const meaning = meaningOf(policy)
  const allNetwork = asksForNetwork(policy, compat)
  const limits = { ...DEFAULT_BUDGETS_OF_COMMANDS, ...definedOnly(budgets) }
  const isKept = (promise: SandboxPromise) =>
    report?.findings?.some((each) => each.promise === promise && each.kept_by === 'os') ?? false
  const keeps = (...promises: SandboxPromise[]): Permission['kept_by'] => {
    if (report === null) return null
    return promises.every(isKept) ? 'os' : 'policy'
  }
  if (!policy.allow_subprocess)
    return [
      { axis: 'read', sentence: `Read ${workspace}.`, kept_by: 'policy' },
      { axis: 'write', sentence: 'Write no file of the workspace.', kept_by: 'policy' },
      { axis: 'processes', sentence: 'Start no command of its own.', kept_by: 'policy' },
    ]
  const shown = [workspace, 'the programs of the system', ...toolchains].join(', ')
  const written = [
    ...(meaning.write_workspace
      ? [`${workspace} (.git ${meaning.write_git ? 'without hooks and configuration' : 'excepted'})`]
      : []),
    'a home and temporary folders of its own',
  ]
  return [
    { axis: 'read', sentence: `Read ${shown}.`, kept_by: keeps('read_files') },
    { axis: 'write', sentence: `Write ${written.join(', ')}.`, kept_by: keeps('write_files') },
    // Nobody keeps a command from what was approved.
    { axis: 'network', sentence: networkSentence(policy, compat), kept_by: allNetwork ? 'policy' : keeps('network') },
    {
      axis: 'sockets',
      sentence:
        meaning.unix_sockets && !allNetwork ? 'Make Unix sockets among its own processes.' : 'Make no Unix sockets.',
      kept_by: keeps('sockets'),
    },
    {
      axis: 'processes',
      sentence: `Have ${formatCount(limits.max_processes)} processes, which all end with the command.`,
      kept_by: keeps('process_count', 'processes_end'),
    },
    {
      axis: 'resources',
      sentence: `Use ${formatBytes(limits.max_memory_bytes)} of memory, write ${formatBytes(limits.max_disk_bytes)} to disk, ${formatBytes(limits.max_file_bytes)} to one file.`,
      kept_by: keeps('memory', 'file_size', 'temporary_files'),
    },
    ...(meaning.secrets.length === 0
      ? []
      : [{ axis: 'secrets', sentence: secretsSentence(meaning.secrets), kept_by: 'policy' } as const]),
  ]
}

function networkSentence({ allow_network, network_hosts: hosts = [] }: Policy, compat: 'dali' | null): string {
  if (allow_network && compat === 'dali')
    return 'Reach no network, though its policy names it: a job in DALI’s form is let in and runs without it.'
  if (allow_network)
    return 'Reach all of the network, services of this machine included, once you have approved exactly this job.'
  return hosts.length === 0 ? 'Reach no network.' : `Reach ${hosts.join(', ')} through a proxy, and nothing else.`
}

/** Which kept secrets commands are given. */
export function secretsSentence(names: readonly string[]): string {
  return `Find the ${names.length === 1 ? 'secret' : 'secrets'} ${names.join(', ')} in the environment of its commands.`
}

function refusalOf(
  { policy, compat }: PreviewedJob,
  minimum: MinimumLevel,
  report: SandboxReport | null,
): SandboxPreview['refusal'] {
  const error =
    report === null
      ? null
      : isLevelEnough(report.level, minimum)
        ? asksForNetwork(policy, compat)
          ? null
          : hostsSwitchedOff(policy, report)
        : belowMinimum(report, minimum)
  return error && { code: error.code, message: error.message, remedy: error.remedy }
}

/** DALI's jobs have always named the network without getting more than their commands took; here they get none. */
export function asksForNetwork({ allow_network }: Policy, compat: 'dali' | null): boolean {
  return allow_network && compat !== 'dali'
}

/** What is said of a run that names hosts where reaching them is not switched on; null where nothing is to be said. */
export function hostsSwitchedOff(
  { network_hosts = [] }: Policy,
  { named_hosts = false }: SandboxReport,
): InterlockError<'named_hosts_off'> | null {
  return network_hosts.length > 0 && !named_hosts
    ? new InterlockError('named_hosts_off', { hosts: network_hosts })
    : null
}

/** What is said of a run whose worker does not reach the level it needs. */
export function belowMinimum(report: SandboxReport, minimum: MinimumLevel): InterlockError<'sandbox_below_minimum'> {
  const { level, reason, remedy = 'Lower the minimum of its workspace if you trust its jobs.' } = report
  return new InterlockError('sandbox_below_minimum', { level, minimum, reason, remedy })
}

function definedOnly(budgets: Budgets): Partial<typeof DEFAULT_BUDGETS_OF_COMMANDS> {
  return Object.fromEntries(Object.entries(budgets).filter(([, value]) => value !== undefined))
}
