import { useRouter } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { flushSync } from 'react-dom'
import { STATS_RANGES, type Stats } from '#schemas'
import { problemOf, useDesk } from '../../app/index.ts'
import {
  Announce,
  Chart,
  ChipChoice,
  ErrorPanel,
  LoadingBar,
  Skeleton,
  Time,
  useKeys,
  WarningIcon,
} from '../../components/index.ts'
import { BudgetUse } from './budget-use.tsx'
import { FailureReasons } from './failure-reasons.tsx'
import { bucketWords, outcomes, outcomesWords, slots, slotsWords, waits, waitsWords } from './figures.ts'
import { DEFAULT_RANGE, isReadable, type OverviewSearch, rangeOf } from './search.ts'
import { useStats } from './use-stats.ts'

const RANGE_WORDS = { '1h': '1 hour', '24h': '24 hours', '7d': '7 days' } as const

/** How work went: five questions over a range of time. */
export function Charts({ search }: { search: OverviewSearch }) {
  const router = useRouter()
  const [ranges, changeRanges] = useDesk('ranges')
  const range = rangeOf(search, ranges['overview'])
  const stats = useStats(range)
  const chosen = 'range' in range ? range.range : undefined

  function choose(next: (typeof STATS_RANGES)[number]): void {
    void changeRanges((now) => ({ ...now, overview: next }))
    void router.navigate({ to: '/', search: next === DEFAULT_RANGE ? {} : { since: next }, resetScroll: false })
  }

  return (
    <section aria-labelledby="charts" className="mt-4 rounded-lg border border-line bg-surface">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-5 pt-4">
        <h2 id="charts" className="text-section font-strong">
          How work went
        </h2>
        {'since' in range && stats.data && (
          <p className="text-ink-2">
            <Time at={stats.data.since} show="exact" /> to <Time at={stats.data.until} show="exact" />
          </p>
        )}
        {!isReadable(search) && (
          <p className="flex items-center gap-1.5 text-warn">
            <WarningIcon />
            The address names a range that cannot be read. These are the last {RANGE_WORDS[chosen ?? DEFAULT_RANGE]}.
          </p>
        )}
        <div role="group" aria-label="Range of the charts" className="ml-auto flex gap-1">
          {STATS_RANGES.map((each) => (
            <ChipChoice key={each} chosen={each === chosen} onChange={() => choose(each)}>
              {RANGE_WORDS[each]}
            </ChipChoice>
          ))}
        </div>
      </div>
      <div className="relative">
        <LoadingBar active={stats.isFetching && stats.isPlaceholderData} />
      </div>
      {stats.isError && (
        <div className="p-5">
          <ErrorPanel {...problemOf(stats.error, 'The jobs themselves are not touched by this.')} />
        </div>
      )}
      {stats.isPending && (
        <div className="p-5">
          <Skeleton rows={5} rowHeight={44} />
        </div>
      )}
      {stats.data && <Grid stats={stats.data} />}
    </section>
  )
}

/** A cell of the grid, parted from its neighbours by lines. */
const CELL = 'border-t border-line px-5 py-4'

function Grid({ stats }: { stats: Stats }) {
  const router = useRouter()
  const [tables, setTables] = useState<ReadonlySet<string>>(new Set())
  const charts = useMemo(() => ({ work: outcomes(stats), wait: waits(stats), slots: slots(stats) }), [stats])
  const bucket = bucketWords(stats.bucket_ms)
  const ids = ['work', 'wait', 'slots', 'breaks', 'limits']
  const shown = (id: string) => ({
    id,
    table: tables.has(id),
    onTable: (table: boolean) =>
      setTables((now) => new Set(table ? [...now, id] : [...now].filter((each) => each !== id))),
  })
  useKeys([
    {
      keys: 'v',
      label: 'Show charts as tables, or back',
      run() {
        const card = document.activeElement?.closest<HTMLElement>('[data-chart]')
        const inside = card?.dataset['chart']
        const turned = inside === undefined ? ids : [inside]
        const toTable = !turned.every((id) => tables.has(id))
        flushSync(() => setTables((now) => new Set(ids.filter((id) => (turned.includes(id) ? toTable : now.has(id))))))
        // The form that had the focus is gone; the keys go on where it was.
        if (card && document.activeElement === document.body)
          (card.querySelector<HTMLElement>('[tabindex="0"]') ?? card.querySelector('button'))?.focus()
      },
    },
  ])

  /** The jobs of a stretch of time, as the list filters them. */
  function list(since: number, until: number): void {
    const iso = (at: number) => new Date(at).toISOString().replace('.000', '')
    void router.navigate({ href: `/jobs?since=${iso(since)}&until=${iso(until)}` })
  }

  return (
    <div className="mt-4 grid grid-cols-1 overflow-hidden rounded-b-lg sm:grid-cols-2 xl:grid-cols-6 [&>*]:-ml-px [&>*]:border-l">
      <Announce text={outcomesWords(stats)} />
      <Chart
        {...shown('work')}
        question="Is work getting done?"
        unit={`runs ended per ${bucket}`}
        data={charts.work}
        summary={outcomesWords(stats)}
        empty="Interlock was not up in this time."
        onRange={list}
        className={`${CELL} xl:col-span-2`}
      />
      <Chart
        {...shown('wait')}
        question="Do jobs wait too long?"
        unit="from ready to started"
        data={charts.wait}
        summary={waitsWords(stats)}
        empty="No run started in this time."
        onRange={list}
        className={`${CELL} xl:col-span-2`}
      />
      <Chart
        {...shown('slots')}
        question="Do I need more slots?"
        unit={`slots, on average per ${bucket}`}
        data={charts.slots}
        summary={slotsWords(stats)}
        empty="Interlock was not up in this time."
        onRange={list}
        className={`${CELL} xl:col-span-2`}
      />
      <FailureReasons {...shown('breaks')} stats={stats} className={`${CELL} xl:col-span-2`} />
      <BudgetUse {...shown('limits')} stats={stats} className={`${CELL} sm:col-span-2 xl:col-span-4`} />
    </div>
  )
}
