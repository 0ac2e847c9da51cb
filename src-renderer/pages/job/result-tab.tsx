import type { ReactNode } from 'react'
import {
  type Artifact,
  docCompactorResult,
  type Job,
  repoIndexResult,
  type Run,
  shellResult,
  testRunnerResult,
  watchdogResult,
} from '#schemas'
import { EmptyState, Panel } from '../../components/index.ts'
import { TextBlock } from '../../previews/index.ts'
import { Artifacts } from './artifacts.tsx'
import { DocumentResult } from './document-result.tsx'
import { IndexResult } from './index-result.tsx'
import { ShellResult } from './shell-result.tsx'
import { TestResult } from './test-result.tsx'
import { WatchdogResult } from './watchdog-result.tsx'

interface ResultTabProps {
  readonly job: Job
  readonly run: Run
  readonly artifacts: readonly Artifact[]
}

interface Drawn {
  readonly run: Run
  readonly artifacts: readonly Artifact[]
}

/** How the result of each job type is drawn. A type without a line here shows its result as JSON. */
const drawings: Record<string, (drawn: Drawn) => ReactNode> = {
  test_runner_task: ({ run }) => {
    const result = testRunnerResult.safeParse(run.result)
    return result.success && <TestResult result={result.data} verdict={run.verdict} />
  },
  shell_task: ({ run }) => {
    const result = shellResult.safeParse(run.result)
    return result.success && <ShellResult result={result.data} />
  },
  watchdog_task: ({ run }) => {
    const result = watchdogResult.safeParse(run.result)
    return result.success && <WatchdogResult result={result.data} />
  },
  repo_index_task: ({ run, artifacts }) => {
    const result = repoIndexResult.safeParse(run.result)
    return result.success && <IndexResult result={result.data} artifact={artifactOf(artifacts, 'repo_index')} />
  },
  doc_compactor_task: ({ run, artifacts }) => {
    const result = docCompactorResult.safeParse(run.result)
    return result.success && <DocumentResult result={result.data} artifact={documentOf(artifacts)} />
  },
}

/** What came out: the result in the form of its type, and what was kept for review. */
export function ResultTab({ job, run, artifacts }: ResultTabProps) {
  const own = artifacts.filter((artifact) => artifact.run_id === run.id)
  if (run.result === null && own.length === 0)
    return run.finished_at === null ? (
      <EmptyState kind="all_clear" title="No result yet.">
        The run goes on; its result comes with its end.
      </EmptyState>
    ) : (
      <EmptyState kind="not_set_up" title="This run left no result.">
        {run.outcome?.message ?? 'It ended before it had one.'}
      </EmptyState>
    )
  const drawn = drawings[job.type]?.({ run, artifacts: own })
  return (
    <div className="flex flex-col gap-4 p-6">
      {drawn !== undefined && drawn !== false ? (
        drawn
      ) : run.result === null ? null : (
        <Panel title="Result">
          <TextBlock label="Result" text={JSON.stringify(run.result, undefined, 2)} />
        </Panel>
      )}
      {own.length > 0 && <Artifacts artifacts={own} />}
    </div>
  )
}

function artifactOf(artifacts: readonly Artifact[], kind: Artifact['kind']): Artifact | undefined {
  return artifacts.find((artifact) => artifact.kind === kind)
}

/** The document itself; a summary beside it only repeats its figures. */
function documentOf(artifacts: readonly Artifact[]): Artifact | undefined {
  return artifactOf(artifacts, 'document') ?? artifactOf(artifacts, 'summary')
}
