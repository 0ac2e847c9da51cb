import type { EndpointProbe } from '#schemas'
import { formatDuration, percentile } from '#schemas/format'
import type { ChartData } from '../../components/index.ts'

const BUCKETS = 36
const SHORTEST_MS = 10 * 60_000

/** How long the answers took, from the first probe that is kept to the last; where none came there is a gap. */
export function latencyChart(probes: readonly EndpointProbe[]): ChartData {
  const times = probes.map(({ at }) => Date.parse(at))
  const [first = 0, last = 0] = [times[0], times.at(-1)]
  const length = Math.max(last - first, SHORTEST_MS) / BUCKETS
  const start = last - length * BUCKETS
  const filled = Array.from({ length: BUCKETS }, (): number[] => [])
  for (const { at, ms } of probes) {
    const index = Math.min(BUCKETS - 1, Math.max(0, Math.floor((Date.parse(at) - start) / length)))
    if (ms !== null) filled[index]?.push(ms)
  }
  const sorted = filled.map((values) => values.toSorted((a, b) => a - b))
  const share = (part: number) => sorted.map((values) => (values.length === 0 ? null : percentile(values, part)))
  return {
    measure: 'duration',
    buckets: filled.map((_, index) => ({
      start: start + index * length,
      end: start + (index + 1) * length,
      unfinished: index === BUCKETS - 1,
    })),
    series: [
      { id: 'p50', label: 'Half, p50', tone: 'neutral', stroke: 'solid', marker: 'circle', values: share(0.5) },
      { id: 'p95', label: '95 %, p95', tone: 'neutral', stroke: 'dashed', marker: 'ring', values: share(0.95) },
    ],
  }
}

/** The whole in a sentence. */
export function latencyWords({
  p50_ms,
  p95_ms,
  probes,
  answered,
}: {
  readonly p50_ms: number | null
  readonly p95_ms: number | null
  readonly probes: number
  readonly answered: number
}): string {
  const base = `${answered} of ${probes} ${probes === 1 ? 'probe' : 'probes'} answered`
  if (p50_ms === null || p95_ms === null) return `${base}.`
  return `Half within ${formatDuration(p50_ms)}, 95 % within ${formatDuration(p95_ms)}; ${base}.`
}
