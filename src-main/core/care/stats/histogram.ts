/** How often each value occurred; small enough to be kept, and to be added up over buckets. */
export type Histogram = Map<number, number>

export function addTo(histogram: Histogram, value: number, times = 1): void {
  histogram.set(value, (histogram.get(value) ?? 0) + times)
}

/** Number, median and greatest of a histogram's values; undefined of an empty one. */
export function summary(histogram: Histogram): { n: number; p50: number; max: number } | undefined {
  const values = [...histogram].toSorted(([a], [b]) => a - b)
  const n = values.reduce((sum, [, times]) => sum + times, 0)
  const rank = Math.ceil(n / 2)
  let seen = 0
  const median = values.find(([, times]) => (seen += times) >= rank)
  return median === undefined ? undefined : { n, p50: median[0], max: values.at(-1)?.[0] ?? median[0] }
}
