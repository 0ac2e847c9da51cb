import { z } from 'zod'
import { text } from './text.ts'

/** How far the operating system enforces a run's policy, strongest first; see `docs/guarantees.md`. */
export const SANDBOX_LEVELS = ['os-enforced', 'os-partial', 'policy-only', 'refused'] as const
export const sandboxLevelSchema = z.enum(SANDBOX_LEVELS).meta({ id: 'SandboxLevel' })
export type SandboxLevel = z.infer<typeof sandboxLevelSchema>

/** The level a worker reached on this machine and why; recorded with every run. */
export const sandboxReportSchema = z.strictObject({ level: sandboxLevelSchema, reason: text(512) })
export type SandboxReport = z.infer<typeof sandboxReportSchema>

/**
 * What a run may do. The steps that a job type is made of (listing and reading the workspace) come with the type; starting
 * a command needs `allow_subprocess`; every other tool must be named. Source: DALI tool policy.
 */
export const policySchema = z
  .strictObject({
    allow_network: z.boolean().meta({
      title: 'Network',
      description: 'Recorded and shown. Not enforced by the operating system before the sandbox is in place.',
    }),
    allow_subprocess: z.boolean().meta({
      title: 'Commands',
      description: 'Whether the run may start commands (argument lists, never a shell).',
    }),
    allowed_tools: z.array(text(64)).max(32).meta({
      title: 'Further tools',
      description: 'Tools beyond those of the job type that the run may call. Everything else is refused.',
    }),
  })
  .meta({ id: 'Policy', title: 'Policy' })

export type Policy = z.infer<typeof policySchema>

/** Denies everything that a job type does not bring with it. */
export const READ_ONLY_POLICY: Policy = { allow_network: false, allow_subprocess: false, allowed_tools: [] }
