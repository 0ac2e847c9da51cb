import type { FiringReason, ScheduleSpec } from '#schemas'
import { isoTime } from '#schemas/format'
import { blackoutEnd, type Occurrences, occurrencesOf, startOf, tailOf } from './times/index.ts'

/** When a schedule is due next, and when it starts then. */
export interface NextDue {
  readonly due: number
  readonly at: number
}

/** Occurrences that do not become jobs. */
export interface MissedRange {
  readonly from: number
  readonly until: number
  readonly count: number
  readonly reason: FiringReason
}

/** What a schedule does at a moment: which occurrences become jobs, which do not, and when it is looked at again. */
export interface Plan {
  readonly fire: readonly number[]
  readonly missed: readonly MissedRange[]
  readonly next: NextDue | undefined
}

/** A moment at which all schedules were paused, until another. */
export interface PauseSpan {
  readonly from: number
  readonly until: number
}

type Timed = Pick<ScheduleSpec, 'trigger' | 'zone' | 'jitter_s' | 'blackouts' | 'misfire'>

/** Later than this, an occurrence was missed: no timer of an awake machine is so late. */
const ON_TIME_MS = 10_000
/** So many occurrences a second apart are on time at once. */
const MOST_ON_TIME = ON_TIME_MS / 1000 + 1

/** The first time a schedule is due after a moment. @throws InterlockError cron_unreadable, zone_unknown */
export function nextDue(spec: Timed, schedule: string, after: number): NextDue | undefined {
  const occurrences = occurrencesOf(spec.trigger, spec.zone)
  const next = occurrences.next(after)
  return next && { due: next.at, at: startOf(occurrences, schedule, spec.jitter_s, next.at) }
}

/**
 * @param due the first occurrence that nothing was made of yet
 * @throws InterlockError cron_unreadable, zone_unknown
 */
export function planOf(
  spec: Timed,
  schedule: string,
  { due, now, pause }: { readonly due: number; readonly now: number; readonly pause?: PauseSpan | undefined },
): Plan {
  const occurrences = occurrencesOf(spec.trigger, spec.zone)
  const start = (each: number) => startOf(occurrences, schedule, spec.jitter_s, each)
  const follow = (after: number): NextDue | undefined => {
    const next = occurrences.next(after)
    return next && { due: next.at, at: start(next.at) }
  }
  const paused = pausedRange(occurrences, due, now, pause)
  const first = paused === undefined ? due : (occurrences.next(paused.until)?.at ?? Infinity)
  const missed = paused === undefined ? [] : [paused]
  if (first > now) return { fire: [], missed, next: first === Infinity ? undefined : { due: first, at: start(first) } }

  const keep = spec.misfire.max + MOST_ON_TIME
  const { last } = tailOf(occurrences, first - 1, now, keep)
  const begun = last.map(({ at }) => at)
  const latest = begun.at(-1)
  // Only the last one can be due and not begun yet: a spread never reaches the next.
  if (latest !== undefined && start(latest) > now) begun.pop()
  const handled = begun.at(-1)
  if (handled === undefined) return { fire: [], missed, next: { due: first, at: start(first) } }

  const late = now - start(first) > ON_TIME_MS
  const ranges = (runs: readonly number[], other: FiringReason) =>
    rangesAround(occurrences, spec, { from: first, until: handled, now }, runs, other)
  if (late) {
    const { runs, other } = lateRuns(spec, begun, now, start)
    return { fire: runs, missed: [...missed, ...ranges(runs, other)], next: follow(handled) }
  }
  const runs = begun.filter((each) => !inBlackout(spec, each))
  const held = begun.find((each) => inBlackout(spec, each))
  const end = held === undefined ? undefined : blackoutEnd(spec.blackouts, spec.zone, held)
  if (held === undefined || end === undefined) return { fire: runs, missed, next: follow(handled) }
  // What is due until its end is told of once, when it begins.
  const out = rangeOf(occurrences, held, end - 1, { code: 'blackout', until: isoTime(end) })
  return {
    fire: runs.filter((each) => each < held || each >= end),
    missed: [...missed, ...out],
    next: follow(Math.max(handled, end - 1)),
  }
}

/** Which of those that are late run, and why the others do not. */
function lateRuns(
  spec: Timed,
  begun: readonly number[],
  now: number,
  start: (due: number) => number,
): { runs: number[]; other: FiringReason } {
  const { policy, max, window_s } = spec.misfire
  const possible = begun.filter(
    (each) => now - each <= Math.max(window_s * 1000, ON_TIME_MS) && !inBlackout(spec, each),
  )
  if (policy === 'run_once') return { runs: possible.slice(-1), other: { code: 'coalesced' } }
  const onTime = possible.filter((each) => now - start(each) <= ON_TIME_MS)
  const late = possible.filter((each) => !onTime.includes(each))
  const runs = policy === 'run_all' ? [...late.slice(-max), ...onTime] : onTime
  return { runs, other: { code: 'misfire', policy } }
}

function inBlackout({ blackouts, zone }: Timed, at: number): boolean {
  return blackouts.length > 0 && blackoutEnd(blackouts, zone, at) !== undefined
}

/** Everything from the first to the last that does not run: what is too old, and what lies around those that do. */
function rangesAround(
  occurrences: Occurrences,
  spec: Timed,
  { from, until, now }: { from: number; until: number; now: number },
  runs: readonly number[],
  other: FiringReason,
): MissedRange[] {
  const { window_s } = spec.misfire
  const oldest = now - Math.max(window_s * 1000, ON_TIME_MS)
  const recent = Math.max(from, oldest)
  const edges = [recent - 1, ...runs, until + 1]
  const between = edges.slice(1).flatMap((edge, at) => {
    const range = rangeOf(occurrences, (edges[at] ?? 0) + 1, edge - 1, other)
    const [only] = range
    const end = only === undefined ? undefined : blackoutEnd(spec.blackouts, spec.zone, only.from)
    return only !== undefined && end !== undefined && only.until < end
      ? [{ ...only, reason: { code: 'blackout' as const, until: isoTime(end) } }]
      : range
  })
  return [...rangeOf(occurrences, from, oldest - 1, { code: 'too_late', window_s }), ...between]
}

function pausedRange(
  occurrences: Occurrences,
  due: number,
  now: number,
  pause: PauseSpan | undefined,
): MissedRange | undefined {
  if (pause === undefined || due <= pause.from || due > pause.until) return undefined
  return rangeOf(occurrences, due, Math.min(now, pause.until), { code: 'scheduler_paused' })[0]
}

/** The occurrences of [from, to], if there are any. */
export function rangeOf(occurrences: Occurrences, from: number, to: number, reason: FiringReason): MissedRange[] {
  if (to < from) return []
  const { first, last, count } = tailOf(occurrences, from - 1, to, 1)
  const [end] = last
  return first === undefined || end === undefined ? [] : [{ from: first.at, until: end.at, count, reason }]
}
