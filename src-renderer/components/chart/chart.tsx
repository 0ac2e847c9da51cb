import { useId, useMemo, useRef, useState } from 'react'
import { formatAmount } from '../amounts.ts'
import { useNow } from '../clock.tsx'
import { cx } from '../cx.ts'
import { useKeys } from '../keys/index.ts'
import { useSetting } from '../settings.ts'
import { ChartCard } from './chart-card.tsx'
import { ChartTable } from './chart-table.tsx'
import { EndLabels } from './end-labels.tsx'
import { type ChartBucket, type ChartData, hasData } from './model.ts'
import { Reading, type Cursor } from './reading.tsx'
import { spanWords } from './time-labels.ts'
import { useLook, usePlot } from './use-plot.ts'

export interface ChartProps {
  id: string
  /** What it answers: `Is work getting done?` */
  question: string
  /** Of its values: `runs per 15 min`. */
  unit: string
  data: ChartData
  /** The whole in a sentence: read out, and shown while nothing is pointed at. */
  summary: string
  /** Instead of lines where there is no data at all. */
  empty: string
  table: boolean
  onTable: (table: boolean) => void
  /** Lists what lies between two moments: by drag, or by `Shift` with arrows and `Enter`. */
  onRange?: ((since: number, until: number) => void) | undefined
  className?: string | undefined
}

const HEIGHT = 156
const LABELS = 110

/** Values over time. Its title is a question; hover and arrow keys read it, a drag lists what it selects, `v` gives the table. */
export function Chart({ id, question, unit, data, summary, empty, table, onTable, onRange, className }: ChartProps) {
  const now = useNow()
  const [setting] = useSetting('time')
  const zone = setting === 'utc' ? 'UTC' : 'local'
  const look = useLook()
  return (
    <ChartCard id={id} question={question} unit={unit} table={table} onTable={onTable} className={className}>
      <div className="h-[11.25rem]">
        {table ? (
          <ChartTable question={question} unit={unit} data={data} now={now} zone={zone} />
        ) : hasData(data) ? (
          <Plot key={look} question={question} data={data} summary={summary} now={now} zone={zone} onRange={onRange} />
        ) : (
          <p className="flex h-full items-center justify-center rounded-sm border border-dashed border-line px-4 text-center text-ink-3">
            {empty}
          </p>
        )}
      </div>
    </ChartCard>
  )
}

function Plot({
  question,
  data,
  summary,
  now,
  zone,
  onRange,
}: Pick<ChartProps, 'question' | 'data' | 'summary' | 'onRange'> & { now: number; zone: 'local' | 'UTC' }) {
  const { buckets, series, measure } = data
  const hint = useId()
  const area = useRef<HTMLDivElement>(null)
  const [element, frame] = usePlot(
    useMemo(() => ({ buckets, series, measure }), [buckets, series, measure]),
    { height: HEIGHT, zone },
  )
  const [cursor, setCursor] = useState<Cursor>()
  const here = cursor && buckets[cursor.at]
  const values =
    cursor && series.map(({ label, values: all }) => `${label} ${formatAmount(all[cursor.at] ?? null, measure)}`)

  function list({ from, at }: Cursor): void {
    const [first, last] = [buckets[Math.min(from, at)], buckets[Math.max(from, at)]]
    if (first && last) onRange?.(first.start, last.end)
  }
  function move(step: number, extend: boolean): void {
    setCursor((before) => {
      const at = clamp((before?.at ?? buckets.length) + step, buckets.length)
      return { at, from: extend ? (before?.from ?? at) : at, by: 'keys' }
    })
  }
  const focused = () => document.activeElement === area.current
  const arrows = [
    { keys: 'ArrowLeft', label: 'Read the values before', run: () => move(-1, false) },
    { keys: 'ArrowRight', label: 'Read the values after', run: () => move(1, false) },
    { keys: 'Shift+ArrowLeft', label: 'Select back', run: () => move(-1, true) },
    { keys: 'Shift+ArrowRight', label: 'Select forward', run: () => move(1, true) },
    { keys: 'Home', label: 'Read the first values', run: () => move(-Infinity, false) },
    { keys: 'End', label: 'Read the last values', run: () => move(Infinity, false) },
  ].map((binding) => ({ ...binding, repeats: true, when: focused }))
  useKeys([
    ...arrows,
    {
      keys: 'Enter',
      label: 'List the jobs of what is selected',
      run: () => cursor && list(cursor),
      when: () => focused() && cursor !== undefined && onRange !== undefined,
    },
    {
      keys: 'Escape',
      label: 'Select nothing',
      run: () => setCursor(undefined),
      when: () => focused() && cursor !== undefined,
    },
  ])

  /** The bucket under a pointer. */
  function indexAt(clientX: number): number {
    const left = area.current?.getBoundingClientRect().left ?? 0
    const share = (clientX - left) / Math.max(1, frame?.width ?? 1)
    const [first, last] = [buckets[0]?.start ?? 0, buckets.at(-1)?.end ?? 0]
    const at = first + share * (last - first)
    return clamp(
      buckets.findLastIndex(({ start }) => start <= at),
      buckets.length,
    )
  }

  return (
    <>
      <div className="relative" style={{ paddingRight: LABELS, height: HEIGHT }}>
        <div ref={element} aria-hidden="true" className="overflow-hidden" />
        {frame && (
          <>
            <EndLabels series={series} frame={frame} room={LABELS} measure={measure} at={cursor?.at} />
            {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- all of it works by keys as well */}
            <div
              ref={area}
              // A picture that is read by keys: no role of its own says that, so it is named and described.
              role="group"
              aria-roledescription="chart"
              aria-label={`${question} ${summary}`}
              aria-describedby={hint}
              // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- arrow keys read its values
              tabIndex={0}
              className={cx('absolute touch-pan-y select-none', onRange && 'cursor-crosshair')}
              style={{ left: frame.left, top: frame.top, width: frame.width, height: frame.height }}
              onPointerMove={(event) => {
                const at = indexAt(event.clientX)
                const dragging = event.buttons === 1 && event.currentTarget.hasPointerCapture(event.pointerId)
                setCursor((before) => ({ at, from: dragging && before ? before.from : at, by: 'pointer' }))
              }}
              onPointerDown={(event) => {
                if (event.button !== 0 || !onRange) return
                event.currentTarget.setPointerCapture(event.pointerId)
                const at = indexAt(event.clientX)
                setCursor({ at, from: at, by: 'pointer' })
              }}
              onPointerUp={(event) => {
                if (cursor && cursor.from !== cursor.at && event.currentTarget.hasPointerCapture(event.pointerId))
                  list(cursor)
              }}
              onPointerLeave={() => setCursor((before) => (before?.by === 'pointer' ? undefined : before))}
              onBlur={() => setCursor(undefined)}
            >
              {cursor && <Reading cursor={cursor} buckets={buckets} series={series} max={frame.max} />}
            </div>
          </>
        )}
      </div>
      <p className="flex h-6 items-center gap-2 overflow-hidden text-meta whitespace-nowrap text-ink-3">
        {here && cursor ? (
          <span className="text-ink-2">{rangeWords(buckets, cursor, now, zone)}</span>
        ) : (
          <span className="truncate">{summary}</span>
        )}
      </p>
      <span id={hint} className="sr-only">
        Arrow keys read its values{onRange && ', with Shift they select, and Enter lists the jobs of what is selected'}.
        v shows it as a table.
      </span>
      <span role="status" className="sr-only">
        {here && cursor?.by === 'keys' && `${rangeWords(buckets, cursor, now, zone)}: ${values?.join(', ') ?? ''}`}
      </span>
    </>
  )
}

function rangeWords(buckets: readonly ChartBucket[], { from, at }: Cursor, now: number, zone: 'local' | 'UTC'): string {
  const [first, last] = [buckets[Math.min(from, at)], buckets[Math.max(from, at)]]
  if (!first || !last) return ''
  const words = spanWords({ start: first.start, end: last.end }, now, zone)
  return last.unfinished ? `${words}, not over yet` : words
}

function clamp(index: number, length: number): number {
  return Math.min(length - 1, Math.max(0, index))
}
