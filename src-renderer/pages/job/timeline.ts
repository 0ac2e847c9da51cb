import type { EventRecord } from '#schemas'
import { formatDuration } from '#schemas/format'
import { endOf, failed, isProblem, payloadOf } from '../../facts/index.ts'

/** A step of a run drawn from its call to its return. Times are milliseconds since the run was claimed. */
export interface Bar {
  readonly seq: number
  readonly returnedSeq: number | undefined
  readonly from: number
  readonly to: number
  /** When the work itself began; between `from` and this its call was being recorded. */
  readonly began: number
  /** `open`: called, not returned; `bad`: returned with a failure. */
  readonly end: 'good' | 'bad' | 'open'
  /** How long it took and how it ended, in words; undefined while it goes on. */
  readonly ending: string | undefined
  /** Where the step would have been stopped, when that lies in the picture. */
  readonly limit: number | undefined
}

/** Something that took no time. */
export interface Tick {
  readonly seq: number
  readonly at: number
  readonly problem: boolean
}

export interface Lane {
  readonly key: string
  /** Tool or step name; what exactly was run stands in the body of `bodySeq`. */
  readonly name: string
  readonly bodySeq: number | undefined
  readonly bars: readonly Bar[]
  readonly ticks: readonly Tick[]
}

/** A stretch in which nothing happened, drawn short. */
export interface Fold {
  readonly from: number
  readonly to: number
}

export interface Timeline {
  readonly duration: number
  readonly lanes: readonly Lane[]
  readonly folds: readonly Fold[]
}

/** Idle stretches longer than this share of the whole, and than this time, may fold. */
export const FOLD_SHARE = 0.2
const FOLD_LEAST_MS = 2000
/** Share of the width a fold keeps. */
const FOLD_WIDTH = 0.04

/** What a run says only to show that it lives, or to prove its output. */
export const BACKGROUND_KINDS = new Set(['output.chunk'])

/**
 * One lane for the run itself and one per step, to scale. `events` are those of one run in ledger order; `endMs` is its
 * end, or now while it goes on.
 */
export function layOut(events: readonly EventRecord[], startMs: number, endMs: number): Timeline {
  const duration = Math.max(1, endMs - startMs, ...events.map((event) => event.at - startMs))
  const since = (at: number) => Math.min(duration, Math.max(0, at - startMs))
  const steps = new Map<number, MutableLane>()
  const laneOf = (step: number, name: string): MutableLane => {
    const lane = steps.get(step) ?? { key: `step-${step}`, name, bodySeq: undefined, bars: [], ticks: [] }
    steps.set(step, lane)
    return lane
  }
  const run: MutableLane = { key: 'run', name: 'Run', bodySeq: undefined, bars: [], ticks: [] }

  for (const event of events) {
    if (BACKGROUND_KINDS.has(event.kind)) continue
    const at = since(event.at)
    const called = payloadOf(event, 'tool.called')
    const returned = payloadOf(event, 'tool.returned')
    const done = payloadOf(event, 'step.done')
    if (called) {
      const lane = laneOf(called.step, called.tool)
      const limit = called.timeout_ms === null ? undefined : at + called.timeout_ms
      lane.bodySeq ??= event.seq
      lane.bars.push({
        seq: event.seq,
        returnedSeq: undefined,
        from: at,
        to: duration,
        began: at,
        end: 'open',
        ending: undefined,
        limit: limit !== undefined && limit <= duration ? limit : undefined,
      })
    } else if (returned) {
      const lane = laneOf(returned.step, returned.tool)
      const open = lane.bars.findLastIndex((bar) => bar.end === 'open')
      const from = lane.bars[open]?.from ?? since(event.at - returned.duration_ms)
      const bar: Bar = {
        seq: lane.bars[open]?.seq ?? event.seq,
        returnedSeq: event.seq,
        from,
        to: at,
        began: Math.max(from, Math.min(at, since(event.at - returned.duration_ms))),
        end: failed(returned) ? 'bad' : 'good',
        ending: [formatDuration(returned.duration_ms), endOf(returned)].filter(Boolean).join(', '),
        limit: reachedBy(at, lane.bars[open]),
      }
      if (open === -1) lane.bars.push(bar)
      else lane.bars[open] = bar
    } else if (done) {
      const lane = laneOf(done.step, done.name)
      const from = since(event.at - done.duration_ms)
      lane.bars.push({
        seq: event.seq,
        returnedSeq: event.seq,
        from,
        to: at,
        began: from,
        end: 'good',
        ending: formatDuration(done.duration_ms),
        limit: undefined,
      })
    } else {
      run.ticks.push({ seq: event.seq, at, problem: isProblem(event) })
    }
  }
  const lanes = [run, ...[...steps.entries()].toSorted(([a], [b]) => a - b).map(([, lane]) => lane)]
  return { duration, lanes, folds: foldsOf(lanes, duration) }
}

/** The limit of a step that came near it; of one that ended long before, it would only be noise. */
function reachedBy(endedAt: number, bar: Bar | undefined): number | undefined {
  if (bar?.limit === undefined) return undefined
  return endedAt - bar.from >= (bar.limit - bar.from) * 0.9 ? bar.limit : undefined
}

interface MutableLane {
  readonly key: string
  readonly name: string
  bodySeq: number | undefined
  readonly bars: Bar[]
  readonly ticks: Tick[]
}

/** Stretches without a bar or a tick that are long enough to fold. */
function foldsOf(lanes: readonly Lane[], duration: number): Fold[] {
  const busy = lanes
    .flatMap((lane) => [...lane.bars, ...lane.ticks.map((tick) => ({ from: tick.at, to: tick.at }))])
    .map(({ from, to }) => ({ from, to }))
    .toSorted((a, b) => a.from - b.from)
  const folds: Fold[] = []
  let reached = 0
  for (const { from, to } of [...busy, { from: duration, to: duration }]) {
    if (from - reached > Math.max(FOLD_LEAST_MS, duration * FOLD_SHARE)) folds.push({ from: reached, to: from })
    reached = Math.max(reached, to)
  }
  return folds
}

/** Where a moment lies in the picture, 0 to 1. Without folds the picture is to scale throughout. */
export function scaleOf(duration: number, folds: readonly Fold[]): (ms: number) => number {
  const folded = folds.reduce((sum, fold) => sum + (fold.to - fold.from), 0)
  const open = Math.max(1, duration - folded)
  const width = 1 - folds.length * FOLD_WIDTH
  return (ms) => {
    let shown = Math.min(duration, Math.max(0, ms))
    let extra = 0
    for (const fold of folds) {
      if (ms >= fold.to) {
        shown -= fold.to - fold.from
        extra += FOLD_WIDTH
      } else if (ms > fold.from) {
        const inside = (ms - fold.from) / (fold.to - fold.from)
        shown -= ms - fold.from
        extra += inside * FOLD_WIDTH
      }
    }
    return (shown / open) * width + extra
  }
}

/** Round moments for the axis, at most about six and none inside a fold. */
export function axisMarks(duration: number, folds: readonly Fold[]): number[] {
  const folded = folds.reduce((sum, fold) => sum + (fold.to - fold.from), 0)
  const step = roundStep(Math.max(1, duration - folded) / 5)
  const marks: number[] = []
  for (let at = 0; at <= duration && marks.length < 1000; at += step) {
    const inFold = folds.some((fold) => at > fold.from && at < fold.to)
    if (!inFold) marks.push(Math.round(at * 1000) / 1000)
  }
  return marks
}

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const CLOCK_STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 6, 12].map((hours) => hours * HOUR),
]

/** The next round step that is at least `rough`: tens below a second, the steps of a clock above. */
function roundStep(rough: number): number {
  if (rough > SECOND / 2) return CLOCK_STEPS.find((each) => each >= rough) ?? Math.ceil(rough / HOUR / 24) * HOUR * 24
  const magnitude = 10 ** Math.floor(Math.log10(rough))
  return [1, 2, 5, 10].map((factor) => factor * magnitude).find((each) => each >= rough) ?? magnitude * 10
}
