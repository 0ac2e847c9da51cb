import type { Tone } from '#schemas/texts'
import type { Measure } from '../amounts.ts'

/** A stretch of time that values are given for. */
export interface ChartBucket {
  /** Milliseconds since 1970. */
  readonly start: number
  readonly end: number
  /** Still going on: drawn hatched. */
  readonly unfinished: boolean
}

/** How a line is drawn apart from its colour, so that no meaning rests on colour alone. */
export type Stroke = 'solid' | 'dashed' | 'dotted' | 'dash-dot' | 'long'
export type Marker = 'circle' | 'square' | 'triangle' | 'diamond' | 'ring'

export interface ChartSeries {
  readonly id: string
  readonly label: string
  readonly tone: Tone
  readonly stroke: Stroke
  readonly marker: Marker
  /** One per bucket; null is no data, which is a gap and not zero. */
  readonly values: readonly (number | null)[]
}

export interface ChartData {
  readonly buckets: readonly ChartBucket[]
  /** Five at most. */
  readonly series: readonly ChartSeries[]
  readonly measure: Measure
}

export const DASHES: Record<Stroke, number[]> = {
  solid: [],
  dashed: [6, 4],
  dotted: [1.5, 3.5],
  'dash-dot': [8, 3, 2, 3],
  long: [12, 4],
}

/** Whether there is anything at all to draw. */
export function hasData({ series }: Pick<ChartData, 'series'>): boolean {
  return series.some(({ values }) => values.some((value) => value !== null))
}

/** The bucket that a moment lies in; the nearest one outside of them. */
export function bucketAt(buckets: readonly ChartBucket[], at: number): number {
  const index = buckets.findIndex(({ end }) => at < end)
  return index === -1 ? buckets.length - 1 : index
}

/** Where the last value of a series stands; undefined when it has none. */
export function lastValue(values: readonly (number | null)[]): { index: number; value: number } | undefined {
  const index = values.findLastIndex((value) => value !== null)
  const value = values[index]
  return value === undefined || value === null ? undefined : { index, value }
}

/** Points that no line reaches, since their neighbours are gaps: they need a marker to be seen. */
export function lonePoints(values: readonly (number | null)[]): number[] {
  const isGap = (index: number) => (values[index] ?? null) === null
  return values.flatMap((_, index) => (!isGap(index) && isGap(index - 1) && isGap(index + 1) ? [index] : []))
}

/** Moves labels apart that would overlap: each at least `gap` below the one above, all within `height`. */
export function spread(wanted: readonly number[], gap: number, height: number): number[] {
  const order = wanted.map((y, index) => ({ y, index })).toSorted((a, b) => a.y - b.y || a.index - b.index)
  let floor = gap / 2
  for (const each of order) {
    each.y = Math.max(each.y, floor)
    floor = each.y + gap
  }
  let ceiling = height - gap / 2
  for (const each of order.toReversed()) {
    each.y = Math.min(each.y, ceiling)
    ceiling = each.y - gap
  }
  return order.toSorted((a, b) => a.index - b.index).map(({ y }) => y)
}
