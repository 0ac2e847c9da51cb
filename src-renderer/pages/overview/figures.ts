import type { RunState, Stats } from '#schemas'
import { formatCount, formatDuration } from '#schemas/format'
import type { ChartData, ChartSeries } from '../../components/index.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** How long a bucket is, in words: `15 min`, `2 h`, `day`. */
export function bucketWords(ms: number): string {
  if (ms < HOUR) return ms === MINUTE ? 'minute' : `${ms / MINUTE} min`
  if (ms < 24 * HOUR) return ms === HOUR ? 'hour' : `${ms / HOUR} h`
  return ms === 24 * HOUR ? 'day' : 'week'
}

type Drawn = Omit<ChartSeries, 'values'>

const OUTCOMES: readonly (Drawn & { readonly states: readonly RunState[] })[] = [
  { id: 'succeeded', label: 'Succeeded', tone: 'good', stroke: 'solid', marker: 'circle', states: ['succeeded'] },
  { id: 'failed', label: 'Failed', tone: 'bad', stroke: 'dashed', marker: 'square', states: ['failed'] },
  {
    id: 'limit',
    label: 'Over limit',
    tone: 'bad',
    stroke: 'dotted',
    marker: 'triangle',
    states: ['over_budget', 'timed_out'],
  },
  { id: 'lost', label: 'Worker lost', tone: 'warn', stroke: 'dash-dot', marker: 'diamond', states: ['lost'] },
  { id: 'stopped', label: 'Stopped', tone: 'neutral', stroke: 'long', marker: 'ring', states: ['killed', 'cancelled'] },
]

/** Runs that ended, by outcome. Outcomes that did not occur have no line; success always has. */
export function outcomes(stats: Stats): ChartData {
  const series = OUTCOMES.map(({ states, ...drawn }) => ({
    ...drawn,
    values: stats.buckets.map(
      ({ ended }) => ended && states.reduce((sum: number, state) => sum + (ended[state] ?? 0), 0),
    ),
  }))
  return {
    buckets: bucketsOf(stats),
    measure: 'count',
    series: series.filter(
      ({ id, values }) => id === 'succeeded' || values.some((value) => value !== null && value > 0),
    ),
  }
}

export function waits(stats: Stats): ChartData {
  return {
    buckets: bucketsOf(stats),
    measure: 'duration',
    series: [
      {
        id: 'p50',
        label: 'Half, p50',
        tone: 'neutral',
        stroke: 'solid',
        marker: 'circle',
        values: stats.buckets.map(({ waited }) => waited?.p50_ms ?? null),
      },
      {
        id: 'p95',
        label: '95 %, p95',
        tone: 'neutral',
        stroke: 'dashed',
        marker: 'ring',
        values: stats.buckets.map(({ waited }) => waited?.p95_ms ?? null),
      },
    ],
  }
}

export function slots(stats: Stats): ChartData {
  return {
    buckets: bucketsOf(stats),
    measure: 'count',
    series: [
      {
        id: 'busy',
        label: 'Busy',
        tone: 'run',
        stroke: 'solid',
        marker: 'circle',
        values: stats.buckets.map(({ busy }) => busy && round(busy)),
      },
      {
        id: 'available',
        label: 'Available',
        tone: 'neutral',
        stroke: 'long',
        marker: 'ring',
        values: stats.buckets.map((bucket) => bucket.slots && round(bucket.slots)),
      },
    ],
  }
}

/** Runs that ended and those of them that succeeded: `128 runs ended, 120 succeeded.` */
export function outcomesWords(stats: Stats): string {
  let [all, good] = [0, 0]
  for (const { ended } of stats.buckets)
    for (const [state, n] of Object.entries(ended ?? {})) {
      all += n
      if (state === 'succeeded') good += n
    }
  return `${formatCount(all)} ${all === 1 ? 'run' : 'runs'} ended, ${formatCount(good)} succeeded.`
}

export function waitsWords(stats: Stats): string {
  const started = stats.buckets.reduce((sum, { waited }) => sum + (waited?.n ?? 0), 0)
  const longest = Math.max(0, ...stats.buckets.map(({ waited }) => waited?.p95_ms ?? 0))
  return `${formatCount(started)} ${started === 1 ? 'run' : 'runs'} started; p95 at most ${formatDuration(longest)}.`
}

/** Over the time the core was up, which buckets count by their length. */
export function slotsWords(stats: Stats): string {
  let [busy, available] = [0, 0]
  for (const bucket of stats.buckets) {
    busy += bucket.busy ?? 0
    available += bucket.slots ?? 0
  }
  return available === 0
    ? 'No worker was up.'
    : `${Math.round((100 * busy) / available)} % of the available slots were busy.`
}

function bucketsOf({ buckets }: Stats): ChartData['buckets'] {
  return buckets.map(({ start, end, unfinished }) => ({ start: Date.parse(start), end: Date.parse(end), unfinished }))
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

const REASONS: Record<string, string> = {
  max_wall_time_sec: 'Time limit reached',
  max_output_bytes: 'Output limit reached',
  max_tool_calls: 'Tool call limit reached',
}

/** A code as people read it: `Worker exited`, `Not a git repository`. */
export function reasonWords(code: string): string {
  const known = Object.entries(REASONS).find(([name]) => name === code)?.[1]
  if (known !== undefined) return known
  const words = code.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
