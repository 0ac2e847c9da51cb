import { z } from 'zod'
import { systemText, text } from '../text.ts'

/** Runs commands in the workspace, one after the other, and keeps what they say. Source: DALI test_runner_task. */
export const testRunnerPayload = z
  .strictObject({
    commands: z
      .array(z.array(systemText(256)).min(1).max(64))
      .min(1)
      .max(32)
      .meta({
        title: 'Commands',
        description: 'Each is a list of arguments, handed over as they are. There is no shell.',
        examples: [[['npm', 'test']]],
      }),
    timeout_sec: z.int().min(1).max(3600).meta({
      title: 'Time per command',
      description: 'A command that takes longer is ended with all it started.',
      unit: 's',
    }),
    cwd: systemText(512)
      .optional()
      .meta({ title: 'Folder', description: 'Relative to the workspace.', examples: ['.'] }),
    env_allow: z.array(text(128)).max(64).optional().meta({
      title: 'Environment',
      description: 'Names of variables of the worker that the commands may see.',
    }),
    parallel: z.boolean().optional().meta({
      title: 'In parallel',
      description:
        'Run up to the budget of parallel tool calls at once. Otherwise one command waits for the one before it.',
    }),
  })
  .meta({ id: 'TestRunnerPayload', title: 'Test run' })

export const commandResult = z
  .strictObject({
    argv: z.array(z.string()),
    returncode: z.int().nullable().meta({ description: 'Null when the command did not end by itself.' }),
    timed_out: z.boolean(),
    duration_ms: z.int().min(0),
    stdout: z.string(),
    stderr: z.string(),
    stdout_bytes: z.int().min(0).meta({ description: 'Bytes written, before any cut.' }),
    stderr_bytes: z.int().min(0),
    stdout_truncated: z.boolean(),
    stderr_truncated: z.boolean(),
    signal: z.string().optional().meta({ description: 'Signal that ended the command.' }),
    error: z
      .strictObject({ code: z.string(), message: z.string() })
      .optional()
      .meta({ description: 'Why the command could not be started.' }),
  })
  .meta({ id: 'CommandResult' })

export const testRunnerResult = z
  .strictObject({ commands_run: z.int().min(0), results: z.array(commandResult) })
  .meta({ id: 'TestRunnerResult' })

export type TestRunnerPayload = z.infer<typeof testRunnerPayload>
export type CommandResult = z.infer<typeof commandResult>
export type TestRunnerResult = z.infer<typeof testRunnerResult>
