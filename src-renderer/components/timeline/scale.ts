import { formatDuration } from '#schemas/format'
import type { Lane } from './timeline.ts'

/** A stretch of a run, milliseconds since its start. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** Idle stretches longer than this share of what is shown, and than this time, fold. */
const FOLD_SHARE = 0.2
const FOLD_LEAST_MS = 2000
/** Share of the width a fold keeps. */
const FOLD_WIDTH = 0.06

/** What lies where in a picture of a stretch of time. */
export interface Scale {
  readonly shown: Stretch
  readonly folds: readonly Stretch[]
  /** Where a moment lies, 0 to 1; what lies outside lies at the edge. */
  readonly at: (ms: number) => number
  /** The moment that lies there. */
  readonly momentAt: (share: number) => number
  /** Round moments for the axis, at most about six and none inside a fold. */
  readonly marks: readonly number[]
}

/** Without folds the picture is to scale throughout. */
export function createScale(shown: Stretch, folds: readonly Stretch[]): Scale {
  const folded = folds.reduce((sum, fold) => sum + (fold.to - fold.from), 0)
  const open = Math.max(1, shown.to - shown.from - folded)
  const width = 1 - folds.length * FOLD_WIDTH
  // Stretches to scale and folds, in turn, each with where it begins and ends in the picture.
  const parts: { from: number; to: number; left: number; right: number }[] = []
  let left = 0
  const add = (from: number, to: number, share: number) => {
    parts.push({ from, to, left, right: left + share })
    left += share
  }
  let reached = shown.from
  for (const fold of folds) {
    add(reached, fold.from, ((fold.from - reached) / open) * width)
    add(fold.from, fold.to, FOLD_WIDTH)
    reached = fold.to
  }
  add(reached, shown.to, ((shown.to - reached) / open) * width)

  const between = (value: number, [a, b]: readonly [number, number], [x, y]: readonly [number, number]) =>
    b === a ? x : x + ((value - a) / (b - a)) * (y - x)

  return {
    shown,
    folds,
    at(ms) {
      const moment = Math.min(shown.to, Math.max(shown.from, ms))
      const part = parts.find((each) => moment <= each.to) ?? parts[0]
      return part === undefined ? 0 : Math.min(1, between(moment, [part.from, part.to], [part.left, part.right]))
    },
    momentAt(share) {
      const place = Math.min(1, Math.max(0, share))
      const part = parts.find((each) => place <= each.right) ?? parts.at(-1)
      return part === undefined
        ? shown.from
        : Math.min(shown.to, between(place, [part.left, part.right], [part.from, part.to]))
    },
    marks: marksOf(shown, folds, open),
  }
}

/** Stretches of what is shown without a bar or a tick that are long enough to fold. */
export function foldsIn(lanes: readonly Lane[], shown: Stretch): Stretch[] {
  const busy = lanes
    .flatMap((lane) => [...lane.bars, ...lane.ticks.map((tick) => ({ from: tick.at, to: tick.at }))])
    .filter(({ from, to }) => to >= shown.from && from <= shown.to)
    .toSorted((a, b) => a.from - b.from)
  const folds: Stretch[] = []
  let reached = shown.from
  const least = Math.max(FOLD_LEAST_MS, (shown.to - shown.from) * FOLD_SHARE)
  for (const { from, to } of [...busy, { from: shown.to, to: shown.to }]) {
    if (from - reached > least) folds.push({ from: reached, to: from })
    reached = Math.max(reached, to)
  }
  return folds
}

function marksOf(shown: Stretch, folds: readonly Stretch[], open: number): number[] {
  const step = roundStep(open / 5)
  const marks: number[] = []
  for (let at = Math.ceil(shown.from / step) * step; at <= shown.to && marks.length < 1000; at += step) {
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

/** `0 s`, `12 s`, `1 min 30 s`; milliseconds where the whole picture is short. */
export function axisText(ms: number, duration: number): string {
  if (ms === 0) return duration < 1000 ? '0 ms' : '0 s'
  return formatDuration(ms)
}

/** Reads `4.2-18`, seconds of the run; undefined when it is no stretch of it. */
export function readStretch(text: string | undefined, duration: number): Stretch | undefined {
  const parts = /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/.exec(text ?? '')
  if (!parts) return undefined
  const [from, to] = [Number(parts[1]) * SECOND, Math.min(duration, Number(parts[2]) * SECOND)]
  return to > from ? { from, to } : undefined
}

export function writeStretch({ from, to }: Stretch): string {
  return `${secondsOf(from)}-${secondsOf(to)}`
}

/** Seconds to the millisecond, without a tail of zeros. */
export function secondsOf(ms: number): string {
  return String(Math.round(ms) / SECOND)
}
