import type { EventRecord } from '#schemas'
import { formatDuration } from '#schemas/format'
import type { Bar, Lane, Tick, Timeline } from '../../components/index.ts'
import { endOf, factsOf, failed, isProblem, kindText, payloadOf } from '../../facts/index.ts'

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
      run.ticks.push({
        seq: event.seq,
        at,
        problem: isProblem(event),
        title: [kindText(event.kind), factsOf(event)].filter(Boolean).join(': '),
      })
    }
  }
  const lanes: Lane[] = [run, ...[...steps.entries()].toSorted(([a], [b]) => a - b).map(([, lane]) => lane)]
  return { duration, lanes }
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
