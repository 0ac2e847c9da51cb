import { z } from 'zod'
import { MAX_SECRETS_OF_JOB, secretNameSchema } from './secrets.ts'
import { text } from './text.ts'

/** How far the operating system enforces a run's policy, strongest first; see `docs/guarantees.md`. */
export const SANDBOX_LEVELS = ['os-enforced', 'os-partial', 'policy-only', 'refused'] as const
export const sandboxLevelSchema = z.enum(SANDBOX_LEVELS).meta({ id: 'SandboxLevel' })
export type SandboxLevel = z.infer<typeof sandboxLevelSchema>

/** What a sandbox promises; each is tried by the self-test of a worker. `sandboxPromiseTexts` says what they mean. */
export const SANDBOX_PROMISES = [
  'read_files',
  'write_files',
  'git',
  'network',
  'sockets',
  'other_processes',
  'namespaces',
  'privileges',
  'system_calls',
  'descriptors',
  'processes_end',
  'process_count',
  'memory',
  'file_size',
  'cpu_time',
  'temporary_files',
  'core_dumps',
] as const
export const sandboxPromiseSchema = z.enum(SANDBOX_PROMISES).meta({ id: 'SandboxPromise' })
export type SandboxPromise = z.infer<typeof sandboxPromiseSchema>

/** One promise and who keeps it: the operating system, as the self-test saw, or only Interlock's own checks. */
export const sandboxFindingSchema = z
  .strictObject({
    promise: sandboxPromiseSchema,
    kept_by: z.enum(['os', 'policy']),
    detail: text(256).meta({ description: 'What was seen where the system does not keep it.' }),
  })
  .meta({ id: 'SandboxFinding' })
export type SandboxFinding = z.infer<typeof sandboxFindingSchema>

/** Programs outside of the system's folders, which a workspace can name for its jobs to see. */
export const toolchainSchema = z
  .strictObject({ name: text(64, 1), paths: z.array(z.string().max(4096)).max(16) })
  .meta({
    id: 'Toolchain',
    description: 'Folders that commands may read, each at its own path. A folder has its path as its name.',
  })
export type Toolchain = z.infer<typeof toolchainSchema>

/** The level a worker reached on this machine and why; recorded with every run. */
export const sandboxReportSchema = z.strictObject({
  level: sandboxLevelSchema,
  reason: text(512),
  findings: z.array(sandboxFindingSchema).max(64).optional(),
  toolchains: z
    .array(toolchainSchema)
    .max(64)
    .optional()
    .meta({ description: 'Programs outside of the system’s folders that were found, to be proposed for workspaces.' }),
  named_hosts: z
    .boolean()
    .optional()
    .meta({ description: 'Whether jobs may reach the hosts they name, which the operator switches on.' }),
  remedy: text(1024).optional().meta({ description: 'What to install or set up for a higher level.' }),
})
export type SandboxReport = z.infer<typeof sandboxReportSchema>

/** Levels that can be asked for as a minimum, strongest first. */
export const minimumLevelSchema = z.enum(['os-enforced', 'os-partial', 'policy-only']).meta({ id: 'MinimumLevel' })
export type MinimumLevel = z.infer<typeof minimumLevelSchema>

/** A name, never an address: what it leads to must be public. A star stands for the first parts of a name of two parts or more. */
const hostSchema = z
  .string()
  .max(260)
  .regex(
    /^(\*\.(?=[^.]+\.))?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9](:[1-9]\d{0,4})?$/,
    'must be the name of a host in small letters, such as example.com, *.example.com or example.com:8443, and no address',
  )
  .refine((host) => !/\.localhost(:|$)/.test(host), { params: { rule: 'reserved_name' } })

/**
 * What a run may do. The first three fields are DALI's. The steps that a job type is made of (listing and reading the
 * workspace) come with the type; starting a command needs `allow_subprocess`; every other tool must be named.
 */
export const policySchema = z
  .strictObject({
    allow_network: z.boolean().meta({
      title: 'Network',
      description:
        'All of the network, services of this machine included. The job waits until the operator has approved exactly it.',
    }),
    allow_subprocess: z.boolean().meta({
      title: 'Commands',
      description: 'Whether the run may start commands (argument lists, never a shell).',
    }),
    allowed_tools: z.array(text(64)).max(32).meta({
      title: 'Further tools',
      description: 'Tools beyond those of the job type that the run may call. Everything else is refused.',
    }),
    min_sandbox: minimumLevelSchema.optional().meta({
      title: 'Sandbox at least',
      description:
        'Below this level the run is refused. Without it: os-enforced for a job that may start commands; less than that needs `sandbox_why`.',
    }),
    write_workspace: z.boolean().optional().meta({
      title: 'Write in the workspace',
      description: 'Whether commands may change files of the workspace. Without it they may; its .git stays as it is.',
    }),
    write_git: z.boolean().optional().meta({
      title: 'Write in .git',
      description: 'Whether commands may commit. Hooks and configuration stay as they are.',
    }),
    unix_sockets: z.boolean().optional().meta({
      title: 'Unix sockets',
      description:
        'Whether commands may make sockets of their own; no socket of the machine is in reach. With the network they may not.',
    }),
    network_hosts: z.array(hostSchema).max(32).optional().meta({
      title: 'Named hosts',
      description:
        'Hosts that commands may reach through a proxy, as `name`, `*.name` or `name:port`; 443 where no port is named. Only where the operator has switched that on. What is sent there is not looked into.',
    }),
    secrets: z.array(secretNameSchema).max(MAX_SECRETS_OF_JOB).optional().meta({
      title: 'Secrets',
      description: 'Names of kept secrets that commands find in their environment, and nowhere else.',
    }),
  })
  .meta({ id: 'Policy', title: 'Policy' })

export type Policy = z.infer<typeof policySchema>

/** Denies everything that a job type does not bring with it. */
export const READ_ONLY_POLICY: Policy = { allow_network: false, allow_subprocess: false, allowed_tools: [] }
