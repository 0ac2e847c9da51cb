import { useId, useMemo, useRef, useState } from 'react'
import type { FiringDay } from '#schemas/contract'
import { formatCount } from '#schemas/format'
import { cx, ScrollRegion, useKeys } from '../../components/index.ts'
import { dayWords, HEAT_WORDS, type HeatDay, type HeatLook, type HeatWeek, heatWeeks, monthOf } from './heat-days.ts'

interface HeatMapProps {
  readonly days: readonly FiringDay[]
  /** In the zone of the schedule, YYYY-MM-DD. */
  readonly today: string
  readonly table: boolean
}

const EDGE = 14
const STEP = 17
const LEFT = 32
const TOP = 18

/** A square a day, by the worst that came of it; the arrows read them, and a table says the same. */
export function HeatMap({ days, today, table }: HeatMapProps) {
  const weeks = useMemo(() => heatWeeks(days, today), [days, today])
  return table ? <HeatTable days={days} /> : <Squares weeks={weeks} />
}

interface Place {
  readonly week: number
  readonly day: number
  readonly by: 'keys' | 'pointer'
}

function Squares({ weeks }: { weeks: readonly HeatWeek[] }) {
  const hint = useId()
  const area = useRef<HTMLDivElement>(null)
  const [at, setAt] = useState<Place>()
  const here = at && weeks[at.week]?.[at.day]
  const total = weeks.flat().filter((day) => day !== undefined && day.look !== 'none').length
  const last = lastPlace(weeks)
  const focused = () => document.activeElement === area.current
  const move = (by: number) =>
    setAt((before) => {
      const from = before === undefined ? last + Math.max(0, -by) : before.week * 7 + before.day
      const to = Math.max(0, Math.min(last, from + by))
      return { week: Math.floor(to / 7), day: to % 7, by: 'keys' }
    })
  useKeys(
    [
      { keys: 'ArrowLeft', label: 'Read the week before', run: () => move(-7) },
      { keys: 'ArrowRight', label: 'Read the week after', run: () => move(7) },
      { keys: 'ArrowUp', label: 'Read the day before', run: () => move(-1) },
      { keys: 'ArrowDown', label: 'Read the day after', run: () => move(1) },
    ].map((binding) => ({ ...binding, repeats: true, when: focused })),
  )
  const said = here && `${dayWords(here.day)}: ${here.words}`
  return (
    <div>
      <ScrollRegion label="Days, as squares" className="-m-1 p-1 pb-2">
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- all of it works by keys as well */}
        <div
          ref={area}
          role="group"
          aria-roledescription="heat map"
          aria-label={`Does it fire when it should? ${total} ${total === 1 ? 'day' : 'days'} with firings`}
          aria-describedby={hint}
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- arrow keys read its days
          tabIndex={0}
          className="w-fit rounded-sm"
          onBlur={() => setAt(undefined)}
          onPointerLeave={() => setAt((before) => (before?.by === 'pointer' ? undefined : before))}
        >
          <svg width={LEFT + weeks.length * STEP} height={TOP + 7 * STEP} aria-hidden="true" className="block">
            {['Mon', 'Wed', 'Fri', 'Sun'].map((name, row) => (
              <text key={name} x={0} y={TOP + row * 2 * STEP + 11} className="fill-ink-3 text-axis">
                {name}
              </text>
            ))}
            {weeks.map((week, column) => (
              <g key={week[0]?.day ?? column} transform={`translate(${LEFT + column * STEP}, 0)`}>
                {/* A name that begins in the first column would be cut by the next one. */}
                <text x={0} y={11} className="fill-ink-3 text-axis">
                  {monthOf(week)}
                </text>
                {week.map(
                  (day, row) =>
                    day && (
                      <g
                        key={day.day}
                        transform={`translate(0, ${TOP + row * STEP})`}
                        data-day={day.day}
                        data-look={day.look}
                        onPointerEnter={() => setAt({ week: column, day: row, by: 'pointer' })}
                      >
                        <HeatSquare look={day.look} active={here?.day === day.day} />
                      </g>
                    ),
                )}
              </g>
            ))}
          </svg>
        </div>
      </ScrollRegion>
      <div className="mt-1 flex min-h-6 flex-wrap items-center gap-x-4 gap-y-1 text-meta text-ink-3">
        {said === undefined ? <Legend weeks={weeks} /> : <span className="text-ink-2">{said}</span>}
      </div>
      <span id={hint} className="sr-only">
        The arrows read its days. v shows them as a table.
      </span>
      <span role="status" className="sr-only">
        {at?.by === 'keys' && said}
      </span>
    </div>
  )
}

/** The place of today, counted from the first Monday. */
function lastPlace(weeks: readonly HeatWeek[]): number {
  return weeks.flat().findLastIndex((day) => day !== undefined)
}

const FILLS: Record<HeatLook, string> = {
  none: 'fill-sunken stroke-line',
  good: 'fill-good stroke-good',
  open: 'fill-run-tint stroke-run',
  cancelled: 'fill-surface stroke-control',
  held: 'fill-warn-tint stroke-warn',
  bad: 'fill-bad stroke-bad',
}

/** What is drawn in the square, so that no meaning rests on its colour. */
const SIGNS: Partial<Record<HeatLook, { readonly d: string; readonly ink: string }>> = {
  open: { d: 'M4 7a3 3 0 0 1 3-3', ink: 'stroke-run' },
  cancelled: { d: 'm4 10 6-6', ink: 'stroke-control' },
  held: { d: 'M4 7h6', ink: 'stroke-warn' },
  bad: { d: 'm4.5 4.5 5 5m0-5-5 5', ink: 'stroke-surface' },
}

function HeatSquare({ look, active = false }: { look: HeatLook; active?: boolean }) {
  const sign = SIGNS[look]
  return (
    <>
      <rect
        x={0.5}
        y={0.5}
        width={EDGE - 1}
        height={EDGE - 1}
        rx={3}
        className={cx(
          FILLS[look],
          'forced-colors:stroke-[CanvasText]',
          look === 'good' && 'forced-colors:fill-[CanvasText]',
        )}
      />
      {sign && (
        <path
          d={sign.d}
          fill="none"
          strokeWidth={1.75}
          strokeLinecap="round"
          className={cx(sign.ink, 'forced-colors:stroke-[CanvasText]')}
        />
      )}
      {active && (
        <rect
          x={-1}
          y={-1}
          width={EDGE + 2}
          height={EDGE + 2}
          rx={4}
          fill="none"
          strokeWidth={2}
          className="stroke-ink forced-colors:stroke-[Highlight]"
        />
      )}
    </>
  )
}

const LOOK_WORDS: readonly (readonly [HeatLook, string])[] = [
  ['good', 'all succeeded'],
  ['bad', 'something failed'],
  ['held', 'refused or missed'],
  ['open', 'not over'],
  ['cancelled', 'cancelled'],
  ['none', 'nothing due'],
]

/** Made of what is drawn, so that it names nothing that is not there. */
function Legend({ weeks }: { weeks: readonly HeatWeek[] }) {
  const drawn = new Set(weeks.flat().flatMap((day: HeatDay | undefined) => (day === undefined ? [] : [day.look])))
  return LOOK_WORDS.filter(([look]) => drawn.has(look)).map(([look, words]) => (
    <span key={look} className="inline-flex items-center gap-1.5">
      <svg width={EDGE} height={EDGE} aria-hidden="true">
        <HeatSquare look={look} />
      </svg>
      {words}
    </span>
  ))
}

function HeatTable({ days }: { days: readonly FiringDay[] }) {
  return (
    <ScrollRegion label="Days, as a table" className="max-h-72">
      <table className="w-full border-collapse text-body">
        <caption className="sr-only">What came of the firings of each day, the newest first</caption>
        <thead>
          <tr>
            <th scope="col" className={headClass('text-left')}>
              Day
            </th>
            {HEAT_WORDS.map(([name, word]) => (
              <th key={name} scope="col" className={headClass('text-right')}>
                {word.charAt(0).toUpperCase() + word.slice(1)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.toReversed().map((day) => (
            <tr key={day.day} className="border-t border-line">
              <th scope="row" className="py-1 pr-3 text-left font-normal whitespace-nowrap text-ink-2">
                {dayWords(day.day)}
              </th>
              {HEAT_WORDS.map(([name]) => (
                <td key={name} className={cx('py-1 pl-3 text-right', day[name] === 0 && 'text-ink-3')}>
                  {formatCount(day[name])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

function headClass(align: string): string {
  return cx('sticky top-0 bg-surface py-1 pl-3 font-normal whitespace-nowrap text-ink-3 first:pl-0', align)
}
