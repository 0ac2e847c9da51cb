import { z } from 'zod'
import { type Budgets, budgetsSchema } from './budgets.ts'
import { PRESET_NAMES } from './plain.ts'
import {
  type MinimumLevel,
  type Policy,
  policySchema,
  READ_ONLY_POLICY,
  SANDBOX_LEVELS,
  type SandboxLevel,
} from './policy.ts'

/** A policy the operator picks by name. */
export interface Preset {
  readonly title: string
  readonly description: string
  readonly policy: Policy & { readonly min_sandbox: MinimumLevel }
  /** What differs from the defaults of budgets. */
  readonly budgets: Partial<Budgets>
}

const GIB = 1024 ** 3

export const PRESETS = {
  read_only: {
    title: 'read-only',
    description: 'Reads the workspace. Starts no command of its own.',
    policy: { ...READ_ONLY_POLICY, min_sandbox: 'policy-only' },
    budgets: {},
  },
  run_tests: {
    title: 'run tests',
    description: 'Starts commands that may write in the workspace, but not in its .git. No network.',
    policy: {
      ...READ_ONLY_POLICY,
      allow_subprocess: true,
      min_sandbox: 'os-enforced',
      write_workspace: true,
      write_git: false,
      unix_sockets: false,
    },
    budgets: {},
  },
  build: {
    title: 'build',
    description: 'As run tests, and commits, with sockets of its own and more room. No network.',
    policy: {
      ...READ_ONLY_POLICY,
      allow_subprocess: true,
      min_sandbox: 'os-enforced',
      write_workspace: true,
      write_git: true,
      unix_sockets: true,
    },
    budgets: { max_memory_bytes: 8 * GIB, max_processes: 4096, max_file_bytes: 8 * GIB, max_disk_bytes: 32 * GIB },
  },
  full_ask_me: {
    title: 'full, ask me',
    description: 'As build, with the network, once you have approved exactly this job.',
    policy: {
      ...READ_ONLY_POLICY,
      allow_network: true,
      allow_subprocess: true,
      min_sandbox: 'os-enforced',
      write_workspace: true,
      write_git: true,
      unix_sockets: true,
    },
    budgets: { max_memory_bytes: 8 * GIB, max_processes: 4096, max_file_bytes: 8 * GIB, max_disk_bytes: 32 * GIB },
  },
} as const satisfies Readonly<Record<string, Preset>>

export type PresetName = keyof typeof PRESETS
export const presetNameSchema = z.enum(PRESET_NAMES).meta({ id: 'PresetName' })

/** A preset as clients list it. */
export const presetSchema = z
  .strictObject({
    name: presetNameSchema,
    title: z.string(),
    description: z.string(),
    policy: policySchema,
    budgets: budgetsSchema.partial().meta({ description: 'What differs from the defaults of budgets.' }),
  })
  .meta({ id: 'Preset' })
export type ListedPreset = z.infer<typeof presetSchema>

const policyValueSchema = z.union([z.boolean(), z.array(z.string()), z.string()])

export const policyDifferenceSchema = z
  .strictObject({
    field: policySchema.keyof(),
    preset: policyValueSchema,
    job: policyValueSchema,
    wider: z.boolean().meta({ description: 'Whether the job may do more than the preset.' }),
  })
  .meta({ id: 'PolicyDifference' })
export type PolicyDifference = z.infer<typeof policyDifferenceSchema>

/** Every preset, as clients list them. */
export function listPresets(): ListedPreset[] {
  return PRESET_NAMES.map((name) => ({ name, ...PRESETS[name] }))
}

/** In what a job's policy differs from a preset. Fields that were left out count as what they mean. */
export function differencesFrom(preset: PresetName, policy: Policy): PolicyDifference[] {
  const [ours, theirs] = [meaningOf(PRESETS[preset].policy), meaningOf(policy)]
  return FIELDS.flatMap((field) => {
    if (String(ours[field]) === String(theirs[field])) return []
    return [{ field, preset: ours[field], job: theirs[field], wider: isWider(field, ours, theirs) }]
  })
}

const FIELDS = [
  'allow_network',
  'allow_subprocess',
  'allowed_tools',
  'min_sandbox',
  'write_workspace',
  'write_git',
  'unix_sockets',
  'network_hosts',
  'secrets',
] as const satisfies readonly (keyof Policy)[]

type Meaning = { readonly [Field in keyof Policy]-?: Exclude<Policy[Field], undefined> }

/** A policy with every field spelled out. */
export function meaningOf(policy: Policy): Meaning {
  return {
    allow_network: policy.allow_network,
    allow_subprocess: policy.allow_subprocess,
    allowed_tools: policy.allowed_tools,
    min_sandbox: minimumOf(policy, null),
    write_workspace: policy.write_workspace ?? policy.allow_subprocess,
    write_git: policy.write_git ?? false,
    unix_sockets: policy.unix_sockets ?? false,
    network_hosts: policy.network_hosts ?? [],
    secrets: policy.secrets ?? [],
  }
}

function isWider(field: keyof Policy, preset: Meaning, job: Meaning): boolean {
  if (field === 'min_sandbox') return rank(job.min_sandbox) > rank(preset.min_sandbox)
  if (field === 'allowed_tools') return job.allowed_tools.some((tool) => !preset.allowed_tools.includes(tool))
  if (field === 'network_hosts') return job.network_hosts.some((host) => !preset.network_hosts.includes(host))
  if (field === 'secrets') return job.secrets.some((name) => !preset.secrets.includes(name))
  return job[field]
}

/**
 * The level below which a run is refused. A job that may start commands needs the sandbox unless it says otherwise. One in
 * DALI's form runs at any level, since it has no field for it: it gets the sandbox where there is one, and the level is recorded.
 */
export function minimumOf(policy: Policy, compat: 'dali' | null): MinimumLevel {
  return policy.min_sandbox ?? usualMinimum(policy, compat)
}

/** The minimum of a job that names none. Asking for less is the operator's decision, and needs a reason. */
export function usualMinimum({ allow_subprocess }: Policy, compat: 'dali' | null): MinimumLevel {
  return allow_subprocess && compat !== 'dali' ? 'os-enforced' : 'policy-only'
}

/** A job's minimum where the operator has set a floor for its workspace, which can only lower it. */
export function minimumUnder(floor: MinimumLevel | null, minimum: MinimumLevel): MinimumLevel {
  return floor === null || isLevelEnough(floor, minimum) ? minimum : floor
}

/** Whether commands of a job with this policy may write in its workspace, so that only one such job is let in at a time. */
export function writesWorkspace(policy: Policy): boolean {
  return policy.allow_subprocess && policy.write_workspace !== false
}

/** Whether `level` is at least `minimum`. */
export function isLevelEnough(level: SandboxLevel, minimum: SandboxLevel): boolean {
  return rank(level) <= rank(minimum)
}

function rank(level: SandboxLevel): number {
  return SANDBOX_LEVELS.indexOf(level)
}
