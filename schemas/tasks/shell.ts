import { z } from 'zod'
import { systemText, text } from '../text.ts'
import { variablesSchema } from '../variables.ts'

/** A list of arguments, the program first. There is no shell. */
export const argvSchema = z.array(systemText(32_768)).min(1).max(64)

const exitCode = z.int().min(0).max(4_294_967_295)

const folder = systemText(512)
  .optional()
  .meta({ title: 'Folder', description: 'Relative to the workspace.', examples: ['.'] })

/** What commands of a job find in their environment beside what Interlock sets; secrets come by the policy. */
export const environmentFields = {
  env: variablesSchema.optional().meta({
    title: 'Variables',
    description: 'Values the commands find. Secrets have no place here: grant them in the policy.',
    examples: [{ EDITION: 'nightly' }],
  }),
  env_allow: z.array(text(128)).max(64).optional().meta({
    title: 'Environment',
    description: 'Names of variables of the worker that the commands may see.',
  }),
}

const shellStep = z.strictObject({
  argv: argvSchema.meta({
    title: 'Command',
    description: 'A list of arguments, handed over as they are. There is no shell.',
    examples: [['npm', 'run', 'build']],
    form: 'argv',
  }),
  cwd: folder,
  timeout_sec: z.int().min(1).max(7200).optional().meta({
    title: 'Time',
    description: 'Ended with all it started when it takes longer. Otherwise the wall time of the run is the limit.',
    unit: 's',
  }),
  ok_exit_codes: z.array(exitCode).min(1).max(16).optional().meta({
    title: 'Good exit codes',
    description: 'Ends after which the next step follows; 0 where none is named.',
  }),
})
export type ShellStep = z.infer<typeof shellStep>

/** How much of what a step says stands in the result, and from where on a stream is also kept whole as an artifact. */
const shellOutput = z.strictObject({
  excerpt_bytes: z.int().min(0).max(65_536).default(16_384).meta({
    title: 'Beginning',
    description: 'Of each stream of each step, kept in the result.',
    unit: 'bytes',
  }),
  tail_bytes: z.int().min(256).max(65_536).default(8192).meta({
    title: 'End',
    description: 'The same for its end, which is always kept.',
    unit: 'bytes',
  }),
  offload_bytes: z.int().min(1024).max(1_048_576).default(65_536).meta({
    title: 'Artifact from',
    description: 'A stream longer than this is kept whole, as an artifact of its own.',
    unit: 'bytes',
  }),
})
export const DEFAULT_SHELL_OUTPUT: z.infer<typeof shellOutput> = shellOutput.parse({})

/** Runs commands in the workspace, one step after the other, until one of them fails. */
export const shellPayload = z
  .strictObject({
    steps: z.array(shellStep).min(1).max(16).meta({
      title: 'Steps',
      description: 'Each is one command; the next follows when it ended well.',
    }),
    ...environmentFields,
    output: shellOutput.optional().meta({
      title: 'Output kept',
      description: 'How much of what a step says stands in the result; the log holds all up to the budget.',
    }),
  })
  .meta({ id: 'ShellPayload', title: 'Commands' })

/** How a step came to its end. */
export const STEP_ENDS = ['exited', 'timed_out', 'signalled', 'not_started', 'skipped', 'stopped'] as const

const streamBytes = z.int().min(0).meta({ description: 'Bytes written, before any cut.' })
const wholeName = z.string().max(255).optional().meta({ description: 'Name of the artifact that holds all of it.' })
const tail = z.string().optional().meta({ description: 'Its end, where not all of it stands before.' })

export const shellStepResult = z
  .strictObject({
    argv: z.array(z.string()),
    end: z.enum(STEP_ENDS).meta({
      description: '`skipped`: the operator decided against it; `stopped`: the run ended, and the step with it.',
    }),
    ok: z.boolean().meta({ description: 'Whether it ended by itself with a good exit code.' }),
    exit_code: z.int().nullable().meta({ description: 'Null where it did not end by itself.' }),
    signal: z.string().nullable(),
    duration_ms: z.int().min(0),
    stdout: z.string(),
    stdout_tail: tail,
    stdout_bytes: streamBytes,
    stdout_artifact: wholeName,
    stderr: z.string(),
    stderr_tail: tail,
    stderr_bytes: streamBytes,
    stderr_artifact: wholeName,
    error: z
      .strictObject({ code: z.string(), message: z.string() })
      .optional()
      .meta({ description: 'Why it could not be started.' }),
  })
  .meta({ id: 'ShellStepResult' })

export const shellResult = z
  .strictObject({
    exit_code: z.int().nullable().meta({ description: 'Of the last step that was run.' }),
    steps: z.int().min(1).meta({ description: 'How many there are; `results` has those that were begun.' }),
    results: z.array(shellStepResult),
  })
  .meta({ id: 'ShellResult' })

export type ShellPayload = z.infer<typeof shellPayload>
export type ShellStepResult = z.infer<typeof shellStepResult>
export type ShellResult = z.infer<typeof shellResult>
