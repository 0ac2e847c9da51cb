import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { sandboxLevelTexts } from '#schemas/texts'
import { PageTitle, problemOf, statusQuery, useClient, workersQuery } from '../../app/index.ts'
import {
  Announce,
  Button,
  EmptyState,
  ErrorPanel,
  InCode,
  Panel,
  RetryIcon,
  Skeleton,
  StateMark,
  Time,
} from '../../components/index.ts'
import { PromiseList } from './promise-list.tsx'
import { keptWords, weakestOf } from './promise-states.ts'
import { WorkerChoice } from './worker-choice.tsx'

const route = getRouteApi('/sandbox')

/** Trying every promise takes seconds, on a busy machine tens of them. */
const TEST_MS = 120_000

/** What holds commands in on this machine: each promise, what was tried and what was seen. */
export function SandboxPage() {
  const client = useClient()
  const queries = useQueryClient()
  const { slot } = route.useSearch()
  const { data: workers, error, isPending } = useQuery(workersQuery(client))
  const status = useQuery(statusQuery(client)).data
  const engaged = status !== undefined && status.kill_switch.mode !== 'released'
  const test = useMutation({
    mutationFn: () => client.workers.selfTest(undefined, { context: { deadlineMs: TEST_MS } }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['workers'] }),
  })
  const testing = test.isPending || (workers?.some((worker) => worker.sandbox_testing) ?? false)
  const weakest = workers && weakestOf(workers)
  const shown = workers?.find((worker) => String(worker.slot) === slot) ?? weakest
  const level = weakest?.sandbox_level ?? null
  const testedAt = weakest?.sandbox_tested_at ?? null
  const remedy = weakest?.sandbox_remedy ?? null
  return (
    <div className="mx-auto flex max-w-360 flex-col gap-4 p-4 sm:p-6">
      <PageTitle text="Sandbox" />
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-[min(100%,20rem)] flex-1">
          {level === null ? (
            <h2 className="text-section font-strong">{isPending ? 'Looking' : 'No worker has tried it yet'}</h2>
          ) : (
            <h2 className="flex flex-wrap items-center gap-x-3 gap-y-1 text-section font-strong">
              <StateMark of="sandbox" state={level} look="tinted" />
              {sandboxLevelTexts[level].sentence}
            </h2>
          )}
          {weakest && testedAt !== null && (
            <p className="mt-1 text-ink-2">
              {testing ? 'Being tried anew; before, tried ' : `${keptWords(weakest)}, tried `}
              <Time at={testedAt} show="exact" />
            </p>
          )}
        </div>
        <Button
          look="primary"
          changes
          icon={RetryIcon}
          busy={testing}
          disabled={workers?.length === 0}
          onClick={() => test.mutate()}
        >
          {testing ? 'Testing…' : 'Run again'}
        </Button>
      </div>
      <Announce text={testing ? 'The sandbox is being tried.' : level === null ? '' : `The sandbox is ${level}.`} />
      {test.error && <ErrorPanel {...problemOf(test.error, 'What was found before still stands.')} />}
      {error && <ErrorPanel {...problemOf(error, 'Jobs and their work are not touched by this.')} />}
      {isPending && <Skeleton rows={12} />}
      {workers?.length === 0 && (
        <EmptyState kind="not_set_up" title="This core has no workers.">
          Only a worker can try its sandbox. Start Interlock with at least one slot.
        </EmptyState>
      )}
      {workers && shown && (
        <>
          {remedy !== null && <Remedy text={remedy} />}
          {(workers.length > 1 || shown.sandbox_findings === null) && <WorkerChoice workers={workers} shown={shown} />}
          {shown.sandbox_findings === null && !shown.sandbox_testing ? (
            <EmptyState kind="not_set_up" title="Nothing is known of its sandbox yet.">
              {engaged
                ? 'Workers start when the kill switch is released, and try every promise then.'
                : 'A worker tries every promise when it starts. This one has not come up yet.'}
            </EmptyState>
          ) : (
            <PromiseList worker={shown} />
          )}
        </>
      )}
    </div>
  )
}

function Remedy({ text }: { text: string }) {
  return (
    <Panel title="What to set up for a higher level" className="border-warn">
      <p className="max-w-[90ch] break-words">
        <InCode text={text} />
      </p>
    </Panel>
  )
}
