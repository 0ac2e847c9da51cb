import { type JobSpecInput, READ_ONLY_POLICY } from '#schemas'

/** The workspace that comes with Interlock. */
export const DEMO = 'demo'

const BUDGETS = { max_wall_time_sec: 60, max_tool_calls: 10, max_output_bytes: 262_144, max_concurrency_slots: 1 }

/** What is about to run: its spec, and why one would want it. */
export interface Planned {
  readonly title: string
  readonly why: string
  readonly spec: JobSpecInput
}

/** The demo's three jobs. The core keeps its own copy in `resources/demo-jobs.json`; a browser test holds what is shown against what runs. */
const DEMO_JOBS: readonly Planned[] = [
  {
    title: 'Repository index',
    why: 'Finds which files name deadlines, risks and owners.',
    spec: {
      type: 'repo_index_task',
      payload: {
        include_globs: ['**/*.md', '**/*.js'],
        exclude_globs: ['test/**'],
        max_files: 200,
        max_file_bytes: 32_768,
        keywords: ['deadline', 'risk', 'owner'],
      },
      budgets: BUDGETS,
      policy: READ_ONLY_POLICY,
      meta: { source: 'demo' },
    },
  },
  {
    title: 'Document compaction',
    why: 'Joins five documents into one digest, which then waits for your review.',
    spec: {
      type: 'doc_compactor_task',
      payload: {
        inputs: ['README.md', 'docs/release-plan.md', 'docs/accuracy.md', 'docs/data-sources.md', 'docs/glossary.md'],
        max_input_bytes: 65_536,
        max_output_bytes: 32_768,
        title: 'Tide tables: digest',
      },
      budgets: BUDGETS,
      policy: READ_ONLY_POLICY,
      meta: { source: 'demo' },
    },
  },
  {
    title: 'Test run',
    why: 'Runs the tests of the demo project with Node.',
    spec: {
      type: 'test_runner_task',
      payload: { commands: [['node', '--test', '--test-reporter=tap']], timeout_sec: 60, cwd: '.' },
      budgets: { ...BUDGETS, max_wall_time_sec: 120, max_tool_calls: 5 },
      policy: { ...READ_ONLY_POLICY, allow_subprocess: true },
      meta: { source: 'demo' },
    },
  },
]

/** In a folder of one's own: something that only reads. */
const OWN_JOBS: readonly Planned[] = [
  {
    title: 'Repository index',
    why: 'Finds what is still marked to be done. It needs a git repository, since it lists the tracked files.',
    spec: {
      type: 'repo_index_task',
      payload: { include_globs: ['**'], max_files: 2000, max_file_bytes: 65_536, keywords: ['TODO', 'FIXME'] },
      budgets: { ...BUDGETS, max_output_bytes: 1_048_576 },
      policy: READ_ONLY_POLICY,
      meta: { source: 'first-run' },
    },
  },
]

export function plannedFor(workspace: string): readonly Planned[] {
  return workspace === DEMO ? DEMO_JOBS : OWN_JOBS
}
