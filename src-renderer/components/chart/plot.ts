import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { formatAmount, type Measure } from '../amounts.ts'
import type { TimeZone } from '../times.ts'
import { drawMarker, hatch } from './draw.ts'
import { type ChartData, DASHES, lastValue, lonePoints } from './model.ts'
import type { Palette } from './palette.ts'
import { axisTimes } from './time-labels.ts'

/** Where the plot lies in its element, in CSS pixels, and the scale of its values. */
export interface PlotFrame {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  readonly max: number
}

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const STEPS: Record<Measure, number[]> = {
  count: [1, 2, 5]
    .flatMap((base) => Array.from({ length: 9 }, (_, power) => base * 10 ** power))
    .toSorted((a, b) => a - b),
  duration: [
    [1, 2, 5, 10, 20, 50, 100, 200, 500],
    [1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
    [1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
    [1, 2, 4, 6, 12, 24, 48, 96, 168, 720].map((hours) => hours * HOUR),
  ].flat(),
  bytes: Array.from({ length: 40 }, (_, power) => 2 ** power),
}
const FLOOR: Record<Measure, number> = { count: 1, duration: 100, bytes: 1024 }

/** Draws the data into `target` by uPlot. Cursor, selection and labels are the component's own. */
export function createPlot(
  target: HTMLElement,
  { buckets, series, measure }: ChartData,
  look: { width: number; height: number; palette: Palette; zone: TimeZone; onFrame: (frame: PlotFrame) => void },
): uPlot {
  const { palette } = look
  const first = buckets[0]?.start ?? 0
  const last = buckets.at(-1)?.end ?? 1
  const middles = buckets.map(({ start, end }) => (start + end) / 2)
  const axis = { stroke: palette.text, font: palette.font, ticks: { show: false }, gap: 4 } as const

  function drawUnfinished(plot: uPlot): void {
    for (const { start, end, unfinished } of buckets) {
      if (!unfinished) continue
      const right = plot.valToPos(end, 'x', true)
      // A bucket of a minute in a day is thinner than a line: it must be seen all the same.
      const width = Math.max(6 * uPlot.pxRatio, right - plot.valToPos(start, 'x', true))
      const { top, height } = plot.bbox
      const area = { left: right - width, top, height, width }
      hatch(plot.ctx, area, { colour: palette.text, pixel: uPlot.pxRatio / 1.5 })
    }
  }

  function drawMarkers(plot: uPlot): void {
    for (const { values, tone, marker } of series) {
      const end = lastValue(values)
      for (const index of new Set([...lonePoints(values), ...(end === undefined ? [] : [end.index])])) {
        const at = {
          x: plot.valToPos(middles[index] ?? first, 'x', true),
          y: plot.valToPos(values[index] ?? 0, 'y', true),
          marker,
        }
        drawMarker(plot.ctx, at, { colour: palette.tones[tone], surface: palette.surface, pixel: uPlot.pxRatio })
      }
    }
  }

  function tellFrame(plot: uPlot): void {
    const { left, top, width, height } = plot.bbox
    const ratio = uPlot.pxRatio
    look.onFrame({
      left: left / ratio,
      top: top / ratio,
      width: width / ratio,
      height: height / ratio,
      max: plot.scales['y']?.max ?? 1,
    })
  }

  return new uPlot(
    {
      width: look.width,
      height: look.height,
      ms: 1,
      tzDate: (ms) => (look.zone === 'UTC' ? uPlot.tzDate(new Date(ms), 'Etc/UTC') : new Date(ms)),
      legend: { show: false },
      cursor: { show: false },
      padding: [8, 6, 0, 0],
      scales: {
        x: { time: true, range: () => [first, last] },
        y: { range: (_plot, _min, max) => [0, Math.max(FLOOR[measure], (max ?? 0) * 1.1)] },
      },
      axes: [
        {
          ...axis,
          size: 22,
          space: 56,
          grid: { show: false },
          values: (_plot, moments, _axis, _space, step) => axisTimes(moments, step, look.zone),
        },
        {
          ...axis,
          incrs: STEPS[measure],
          space: 28,
          size: (_plot, values) => 14 + 6.2 * Math.max(2, ...(values ?? []).map((value) => value.length)),
          grid: { stroke: palette.grid, width: 1 },
          values: (_plot, ticks) => ticks.map((tick) => tickWords(tick, measure)),
        },
      ],
      series: [
        {},
        ...series.map(({ tone, stroke }) => ({
          stroke: palette.tones[tone],
          width: 1.75,
          dash: DASHES[stroke],
          cap: 'round' as const,
          points: { show: false },
          spanGaps: false,
        })),
      ],
      hooks: { drawAxes: [drawUnfinished], draw: [drawMarkers, tellFrame] },
    },
    [middles, ...series.map(({ values }) => [...values])],
    target,
  )
}

function tickWords(tick: number, measure: Measure): string {
  return tick === 0 ? '0' : formatAmount(tick, measure)
}
