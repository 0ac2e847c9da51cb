import { useState } from 'react'
import {
  type Bar,
  Button,
  Chart,
  type ChartData,
  createScale,
  EmptyState,
  ErrorPanel,
  LoadingBar,
  RankedBars,
  Skeleton,
  StateMark,
  type Stretch,
  type Timeline,
  TimelineView,
  VirtualTable,
} from '../../components/index.ts'

const MINUTE = 60_000
const START = Math.floor(Date.now() / MINUTE) * MINUTE - 39 * MINUTE
const at = (index: number, wave: number) => Math.round(4 + 3 * Math.sin(index / wave))

/** A curve that is plainly one: with a gap, lone points, and a bucket that goes on. */
const CURVES: ChartData = {
  measure: 'count',
  buckets: Array.from({ length: 40 }, (_, index) => ({
    start: START + index * MINUTE,
    end: START + (index + 1) * MINUTE,
    unfinished: index === 39,
  })),
  series: (
    [
      ['Succeeded', 'good', 'solid', 'circle', 4],
      ['Failed', 'bad', 'dashed', 'square', 7],
      ['Over limit', 'bad', 'dotted', 'triangle', 11],
      ['Worker lost', 'warn', 'dash-dot', 'diamond', 5],
      ['Stopped', 'neutral', 'long', 'ring', 9],
    ] as const
  ).map(([label, tone, stroke, marker, wave], series) => ({
    id: label,
    label,
    tone,
    stroke,
    marker,
    values: Array.from({ length: 40 }, (_, index) =>
      index > 12 && index < 18 && index !== 15 ? null : Math.max(0, at(index, wave) - series),
    ),
  })),
}

const ROWS = [
  { id: 'a', state: 'running', what: 'test_runner demo' },
  { id: 'b', state: 'failed', what: 'llm_task notes' },
  { id: 'c', state: 'queued', what: 'repo_index docs' },
] as const

export function Charts({ theme }: { theme: string }) {
  const [table, setTable] = useState(false)
  return (
    <div className="flex flex-col gap-4">
      <Chart
        id={`curves-${theme}`}
        question={`How does a chart look, ${theme}?`}
        unit="things per minute"
        data={CURVES}
        summary="Curves to look at, with a gap."
        empty="Nothing."
        table={table}
        onTable={setTable}
        onRange={() => undefined}
      />
      <Chart
        id={`none-${theme}`}
        question={`And without data, ${theme}?`}
        unit="things per minute"
        data={{ ...CURVES, series: [] }}
        summary="None."
        empty="Interlock was not up in this time."
        table={false}
        onTable={() => undefined}
      />
      <RankedBars
        rows={[
          { id: 'a', label: 'Output limit reached', share: 1, figure: '12', tone: 'bad' },
          { id: 'b', label: 'Worker exited', share: 0.25, figure: '3', tone: 'warn' },
        ]}
      />
    </div>
  )
}

export function Tables({ theme }: { theme: string }) {
  const [active, setActive] = useState<string>('a')
  return (
    <VirtualTable
      label={`Rows, ${theme}`}
      items={ROWS}
      keyOf={({ id }) => id}
      activeKey={active}
      onActive={({ id }) => setActive(id)}
      columns={COLUMNS}
      className="h-40"
    />
  )
}

const COLUMNS = [
  {
    id: 'state',
    header: 'State',
    width: '8rem',
    cell: ({ state }: (typeof ROWS)[number]) => <StateMark of="job" state={state} />,
  },
  { id: 'what', header: 'What', width: 'minmax(8rem, 1fr)', cell: ({ what }: (typeof ROWS)[number]) => what },
]

const TIMELINE: Timeline = {
  duration: 41_300,
  lanes: [
    {
      key: 'run',
      name: 'Run',
      bodySeq: undefined,
      bars: [],
      ticks: [
        { seq: 1, at: 0, problem: false, title: 'Run claimed by a worker' },
        { seq: 5, at: 21_000, problem: true, title: 'Path refused: outside' },
        { seq: 9, at: 41_300, problem: false, title: 'Run finished' },
      ],
    },
    {
      key: 'step-0',
      name: 'npm ci',
      bodySeq: undefined,
      bars: [aBar({ seq: 2, from: 900, to: 19_200, end: 'good', ending: '18.1 s, exit 0' })],
      ticks: [],
    },
    {
      key: 'step-1',
      name: 'npm test',
      bodySeq: undefined,
      bars: [aBar({ seq: 4, from: 19_300, to: 30_000, end: 'bad', ending: '10 s, timed out', limit: 29_300 })],
      ticks: [],
    },
    { key: 'step-2', name: 'npm pack', bodySeq: undefined, bars: [aBar({ seq: 7, from: 30_100 })], ticks: [] },
  ],
}

function aBar(over: Partial<Bar> & Pick<Bar, 'seq' | 'from'>): Bar {
  const open = { returnedSeq: undefined, to: 41_300, end: 'open', ending: undefined, limit: undefined } as const
  return { ...open, began: over.from + 300, ...over }
}

export function Timelines() {
  const [selected, setSelected] = useState<number>()
  const [shown, setShown] = useState<Stretch>({ from: 0, to: TIMELINE.duration })
  return (
    <TimelineView
      timeline={TIMELINE}
      scale={createScale(shown, [])}
      names={new Map()}
      selected={selected}
      onSelect={setSelected}
      cursor={24_000}
      onMoment={() => setShown({ from: 0, to: TIMELINE.duration })}
      onStretch={setShown}
    />
  )
}

export function Situations() {
  return (
    <div className="flex flex-col gap-4">
      <div className="grid sm:grid-cols-2">
        <EmptyState kind="first_use" title="No jobs yet." action={<Button>Add job</Button>}>
          Add one, or run the demo.
        </EmptyState>
        <EmptyState
          kind="filtered"
          title="No failed jobs in the last 24 hours."
          action={<Button>Clear filters</Button>}
        >
          128 in other states.
        </EmptyState>
        <EmptyState kind="all_clear" title="Nothing waits for you." />
        <EmptyState kind="not_set_up" title="No endpoint yet.">
          Models answer over endpoints; add one to use them.
        </EmptyState>
      </div>
      <ErrorPanel
        what="The disk of the data directory is full."
        safe="What was recorded before is intact."
        todo="Free some space; work goes on by itself then."
        code="storage_failed"
      />
      <div className="relative">
        <LoadingBar active />
        <Skeleton rows={3} />
      </div>
    </div>
  )
}
