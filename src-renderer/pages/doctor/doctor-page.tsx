import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import type { Health } from '#schemas'
import { healthQuery, PageTitle, PathLink, problemOf, statusQuery, useClient } from '../../app/index.ts'
import {
  Button,
  Bytes,
  CopyIcon,
  cx,
  ErrorPanel,
  FailedIcon,
  linkClass,
  Panel,
  Skeleton,
  Spelt,
  SucceededIcon,
  useToast,
  WarningIcon,
} from '../../components/index.ts'
import { CHECK_NAMES, reportOf } from './report.ts'
import { WorkerTable } from './worker-table.tsx'

const route = getRouteApi('/doctor')
/** The checks look at clocks and disks, which no event tells of. */
const LOOK_EVERY_MS = 5000

/** What is wrong and what to do about it. */
export function DoctorPage() {
  const client = useClient()
  const toast = useToast()
  const health = useQuery({ ...healthQuery(client), refetchInterval: LOOK_EVERY_MS })
  const status = useQuery(statusQuery(client))
  const { check } = route.useSearch()
  const { data } = health
  return (
    <div className="mx-auto flex max-w-360 flex-col gap-4 p-4 sm:p-6">
      <PageTitle text="Doctor" />
      <div className="flex flex-wrap items-center gap-3">
        <h2 className="flex-1 text-section font-strong">{data ? verdict(data) : 'Looking'}</h2>
        <Button busy={health.isFetching} onClick={() => void health.refetch()}>
          Look again
        </Button>
        <Button
          look="primary"
          icon={CopyIcon}
          disabled={!data || !status.data}
          onClick={() =>
            data &&
            status.data &&
            void navigator.clipboard
              .writeText(reportOf(data, status.data))
              .then(() => toast({ text: 'Report copied. It holds no content of jobs.' }))
          }
        >
          Copy report
        </Button>
      </div>
      {health.error && <ErrorPanel {...problemOf(health.error, 'The core and its work are not touched by this.')} />}
      {health.isPending && <Skeleton rows={8} />}
      {data && (
        <>
          <Checks checks={data.checks} chosen={check} />
          <Measures health={data} />
        </>
      )}
      {status.data && <WorkerTable workers={status.data.workers} />}
    </div>
  )
}

function verdict({ checks }: Health): string {
  const bad = checks.filter(({ state }) => state === 'bad').length
  const warn = checks.filter(({ state }) => state === 'warn').length
  if (bad + warn === 0) return `All ${checks.length} checks are good`
  return [bad > 0 && `${bad} bad`, warn > 0 && `${warn} to look at`, `${checks.length - bad - warn} good`]
    .filter((part) => part !== false)
    .join(', ')
}

const ORDER = { bad: 0, warn: 1, good: 2 } as const
const SIGNS = {
  good: { icon: SucceededIcon, tone: 'text-good', word: 'Good' },
  warn: { icon: WarningIcon, tone: 'text-warn', word: 'Look at it' },
  bad: { icon: FailedIcon, tone: 'text-bad', word: 'Bad' },
} as const

function Checks({ checks, chosen }: { checks: Health['checks']; chosen: string | undefined }) {
  const sorted = checks.toSorted((a, b) => ORDER[a.state] - ORDER[b.state])
  return (
    <Panel title="Checks" flush>
      <ul className="divide-y divide-line border-t border-line">
        {sorted.map((check) => (
          <Check key={check.check} check={check} chosen={check.check === chosen} />
        ))}
      </ul>
    </Panel>
  )
}

function Check({ check, chosen }: { check: Health['checks'][number]; chosen: boolean }) {
  const line = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (chosen) line.current?.focus()
  }, [chosen])
  const { icon: Sign, tone, word } = SIGNS[check.state]
  return (
    <li
      ref={line}
      tabIndex={-1}
      data-check={check.check}
      data-ring="inside"
      aria-current={chosen || undefined}
      className={cx(
        'grid items-start gap-x-4 gap-y-1 px-4 py-2.5 sm:grid-cols-[11rem_8rem_1fr]',
        chosen && 'bg-selected',
      )}
    >
      <span className="font-strong">{CHECK_NAMES[check.check] ?? check.check}</span>
      <span className={cx('inline-flex items-center gap-1.5', tone)}>
        <Sign />
        {word}
      </span>
      <span className="min-w-0 break-words">
        <Spelt text={check.text} />
        {check.remedy !== null && (
          <span className="block text-ink-2">
            <Spelt text={check.remedy} />
          </span>
        )}
        {check.check === 'sandbox' && (
          <PathLink to="/sandbox" className={cx('block w-fit', linkClass)}>
            Show each promise
          </PathLink>
        )}
      </span>
    </li>
  )
}

function Measures({ health: { loop_delay_ms, memory_bytes } }: { health: Health }) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Panel title="Is the core quick to answer?">
        <p className="text-ink-2">How late its main loop was, over the last ten minutes.</p>
        <dl className="mt-3 grid grid-cols-3 gap-4">
          {(
            [
              ['half within', loop_delay_ms.p50],
              ['99 of 100 within', loop_delay_ms.p99],
              ['worst', loop_delay_ms.max],
            ] as const
          ).map(([name, ms]) => (
            <div key={name} className="flex flex-col-reverse">
              <dt className="text-meta text-ink-3">{name}</dt>
              <dd className="text-title font-strong">{ms} ms</dd>
            </div>
          ))}
        </dl>
      </Panel>
      <Panel title="How much memory does it hold?">
        <p className="text-ink-2">The core’s own process; workers and what they start come on top.</p>
        <p className="mt-3 text-title font-strong">
          <Bytes count={memory_bytes} />
        </p>
      </Panel>
    </div>
  )
}
