import type { JobSpecInput } from './job.ts'
import { READ_ONLY_POLICY } from './policy.ts'

const BUDGETS = { max_wall_time_sec: 60, max_tool_calls: 10, max_output_bytes: 262_144, max_concurrency_slots: 1 }
const SHARED = { workspace: 'demo', budgets: BUDGETS, policy: READ_ONLY_POLICY, meta: { source: 'demo' } }

/** The jobs of the demo, in their order: the core enqueues them, and a first run shows them before. */
export const demoJobs = {
  index: {
    ...SHARED,
    type: 'repo_index_task',
    payload: {
      include_globs: ['**/*.md', '**/*.js'],
      exclude_globs: ['test/**'],
      max_files: 200,
      max_file_bytes: 32_768,
      keywords: ['deadline', 'risk', 'owner'],
    },
  },
  digest: {
    ...SHARED,
    type: 'doc_compactor_task',
    payload: {
      inputs: ['README.md', 'docs/release-plan.md', 'docs/accuracy.md', 'docs/data-sources.md', 'docs/glossary.md'],
      max_input_bytes: 65_536,
      max_output_bytes: 32_768,
      title: 'Tide tables: digest',
    },
  },
  tests: {
    ...SHARED,
    type: 'test_runner_task',
    payload: { commands: [['node', '--test', '--test-reporter=tap']], timeout_sec: 60, cwd: '.' },
    budgets: { ...BUDGETS, max_wall_time_sec: 120, max_tool_calls: 5 },
    policy: { ...READ_ONLY_POLICY, allow_subprocess: true },
  },
} as const satisfies Record<string, JobSpecInput>
