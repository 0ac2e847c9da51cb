import { demoJobs, type JobSpecInput, READ_ONLY_POLICY } from '#schemas'

/** The workspace that comes with Interlock. */
export const DEMO = 'demo'

/** What is about to run: its spec, and why one would want it. */
export interface Planned {
  readonly title: string
  readonly why: string
  readonly spec: JobSpecInput
}

const DEMO_JOBS: readonly Planned[] = [
  {
    title: 'Repository index',
    why: 'Finds which files name deadlines, risks and owners.',
    spec: demoJobs.index,
  },
  {
    title: 'Document compaction',
    why: 'Joins five documents into one digest, which then waits for your review.',
    spec: demoJobs.digest,
  },
  { title: 'Test run', why: 'Runs the tests of the demo project with Node.', spec: demoJobs.tests },
]

/** In a folder of one's own: something that only reads. */
const OWN_JOBS: readonly Planned[] = [
  {
    title: 'Repository index',
    why: 'Finds what is still marked to be done. It needs a git repository, since it lists the tracked files.',
    spec: {
      type: 'repo_index_task',
      payload: { include_globs: ['**'], max_files: 2000, max_file_bytes: 65_536, keywords: ['TODO', 'FIXME'] },
      budgets: { ...demoJobs.index.budgets, max_output_bytes: 1_048_576 },
      policy: READ_ONLY_POLICY,
      meta: { source: 'first-run' },
    },
  },
]

export function plannedFor(workspace: string): readonly Planned[] {
  return workspace === DEMO ? DEMO_JOBS : OWN_JOBS
}
