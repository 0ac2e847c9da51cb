import { z } from 'zod'
import { shellCommand } from '../format/index.ts'
import type { Budgets } from '../budgets.ts'
import { JOB_TYPE_LABELS, JOB_TYPES } from '../plain.ts'
import { type Policy, READ_ONLY_POLICY } from '../policy.ts'
import { docCompactorPayload, docCompactorResult } from './doc-compactor.ts'
import { repoIndexPayload, repoIndexResult } from './repo-index.ts'
import { shellPayload, shellResult } from './shell.ts'
import { testRunnerPayload, testRunnerResult } from './test-runner.ts'
import { watchdogPayload, watchdogResult } from './watchdog.ts'

export * from './doc-compactor.ts'
export * from './repo-index.ts'
export * from './shell.ts'
export * from './test-runner.ts'
export * from './watchdog.ts'

/** What a job type is to every side: what goes in, what comes out, what it needs, and how a new one starts. */
export interface TaskType<Payload extends z.ZodType = z.ZodType, Result extends z.ZodType = z.ZodType> {
  readonly label: string
  readonly description: string
  /** Version of the payload schema; a job keeps the version it was enqueued with. */
  readonly version: number
  readonly payload: Payload
  readonly result: Result
  /** Capabilities a worker must offer, sorted. */
  readonly requires: readonly string[]
  /** Tools that the type is made of; they need no entry in `allowed_tools`. */
  readonly tools: readonly string[]
  readonly suggested: { readonly payload: z.input<Payload>; readonly budgets: Budgets; readonly policy: Policy }
  /** One line that tells two jobs of this type apart in a list. */
  readonly title: (payload: z.output<Payload>) => string
}

function taskType<P extends z.ZodType, R extends z.ZodType>(type: TaskType<P, R>): TaskType<P, R> {
  return type
}

const DEFAULT_BUDGETS: Budgets = {
  max_wall_time_sec: 300,
  max_tool_calls: 10,
  max_output_bytes: 1_048_576,
  max_concurrency_slots: 1,
}

/** Every job type. Adding one: its name in `plain.ts`, a payload and a result schema, a line here, a handler in the worker. */
export const taskTypes = {
  repo_index_task: taskType({
    label: JOB_TYPE_LABELS.repo_index_task,
    description: 'Lists tracked files that match and the keywords each holds.',
    version: 1,
    payload: repoIndexPayload,
    result: repoIndexResult,
    requires: ['repo_tools'],
    tools: ['git.ls_files', 'workspace.read'],
    suggested: {
      payload: {
        include_globs: ['**/*.md', '**/*.ts'],
        exclude_globs: [],
        max_files: 1000,
        max_file_bytes: 65_536,
        keywords: [],
      },
      budgets: DEFAULT_BUDGETS,
      policy: READ_ONLY_POLICY,
    },
    title: (payload) => payload.include_globs.join(' '),
  }),
  test_runner_task: taskType({
    label: JOB_TYPE_LABELS.test_runner_task,
    description: 'Runs commands in the workspace and keeps what they say.',
    version: 1,
    payload: testRunnerPayload,
    result: testRunnerResult,
    requires: ['repo_tools'],
    tools: ['subprocess.run_argv'],
    suggested: {
      payload: { commands: [['npm', 'test']], timeout_sec: 120, cwd: '.', env_allow: [] },
      budgets: DEFAULT_BUDGETS,
      policy: { ...READ_ONLY_POLICY, allow_subprocess: true },
    },
    title: (payload) => payload.commands.map(shellCommand).join(' · '),
  }),
  doc_compactor_task: taskType({
    label: JOB_TYPE_LABELS.doc_compactor_task,
    description: 'Joins the beginnings of documents into one.',
    version: 1,
    payload: docCompactorPayload,
    result: docCompactorResult,
    requires: ['repo_tools'],
    tools: ['workspace.read'],
    suggested: {
      payload: { inputs: ['README.md'], max_input_bytes: 262_144, max_output_bytes: 65_536, title: 'Digest' },
      budgets: DEFAULT_BUDGETS,
      policy: READ_ONLY_POLICY,
    },
    title: (payload) => payload.title ?? payload.inputs.join(' '),
  }),
  shell_task: taskType({
    label: JOB_TYPE_LABELS.shell_task,
    description: 'Runs commands one after the other, until one fails.',
    version: 1,
    payload: shellPayload,
    result: shellResult,
    requires: ['repo_tools'],
    tools: ['subprocess.run_argv'],
    suggested: {
      payload: { steps: [{ argv: ['npm', 'run', 'build'] }] },
      budgets: DEFAULT_BUDGETS,
      policy: { ...READ_ONLY_POLICY, allow_subprocess: true },
    },
    title: ({ steps }) => steps.map(({ argv }) => shellCommand(argv)).join(' · '),
  }),
  watchdog_task: taskType({
    label: JOB_TYPE_LABELS.watchdog_task,
    description: 'Asks a command how something stands and tells you when it is stuck or finished.',
    version: 1,
    payload: watchdogPayload,
    result: watchdogResult,
    requires: ['repo_tools'],
    tools: ['subprocess.run_argv'],
    suggested: {
      payload: {
        target: 'nightly-import',
        check: ['./check-import', 'nightly'],
        started_at: '2026-01-01T00:00:00Z',
        timeout_min: 60,
      },
      budgets: { ...DEFAULT_BUDGETS, max_wall_time_sec: 90, max_tool_calls: 1 },
      policy: { ...READ_ONLY_POLICY, allow_subprocess: true, write_workspace: false },
    },
    title: ({ target, check }) => `${target} · ${shellCommand(check)}`,
  }),
} as const satisfies Record<JobType, unknown>

export type JobType = (typeof JOB_TYPES)[number]
export const jobTypeSchema = z.enum(JOB_TYPES).meta({ id: 'JobType' })
