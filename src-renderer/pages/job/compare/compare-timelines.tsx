import { useMemo } from 'react'
import { useNavigate } from '@tanstack/react-router'
import {
  createScale,
  type Scale,
  type Timeline,
  TimelineLegend,
  TimelineView,
  useNow,
} from '../../../components/index.ts'
import { tookMs } from '../run-facts.ts'
import { layOut } from '../lay-out.ts'
import { useJobEvents } from '../use-job-events.ts'
import { useStepNames } from '../use-step-names.ts'
import type { Side } from './differences.ts'

/** The steps of both runs, drawn to the same scale. */
export function CompareTimelines({ a, b }: { readonly a: Side; readonly b: Side }) {
  const [drawnA, drawnB] = [useDrawn(a), useDrawn(b)]
  // What is told of a run may come after its end, so the longer picture counts, not the longer run.
  const scale = createScale({ from: 0, to: Math.max(drawnA.timeline.duration, drawnB.timeline.duration) }, [])
  return (
    <div className="flex flex-col divide-y divide-line">
      <One letter="A" side={a} drawn={drawnA} scale={scale} />
      <One letter="B" side={b} drawn={drawnB} scale={scale} />
      <p className="px-4 py-2 text-meta text-ink-3">
        Both are drawn to the same scale. A step opens in the evidence of its run.
      </p>
    </div>
  )
}

interface Drawn {
  readonly timeline: Timeline
  readonly names: ReadonlyMap<number, string>
}

function useDrawn({ job, run }: Side): Drawn {
  const now = useNow()
  const all = useJobEvents(job.id).data?.events
  const events = useMemo(() => all?.filter((event) => event.run_id === run.id) ?? [], [all, run.id])
  const names = useStepNames(events)
  const started = Date.parse(run.started_at)
  const ended = started + tookMs(run, now)
  const timeline = useMemo(() => layOut(events, started, ended), [events, started, ended])
  return { timeline, names }
}

interface OneProps {
  readonly letter: string
  readonly side: Side
  readonly drawn: Drawn
  readonly scale: Scale
}

function One({ letter, side: { job, run }, drawn: { timeline, names }, scale }: OneProps) {
  const navigate = useNavigate()
  const open = (event: string) =>
    void navigate({ to: '/jobs/$id', params: { id: job.id }, search: { run: String(run.number), event } })
  return (
    <section aria-label={`Timeline ${letter}`} className="py-2">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4">
        <h2 className="text-meta text-ink-3">
          {letter} · run {run.number}
        </h2>
        <TimelineLegend timeline={timeline} />
      </div>
      <TimelineView
        timeline={timeline}
        scale={scale}
        names={names}
        selected={undefined}
        onSelect={(seq) => open(String(seq))}
        cursor={undefined}
        onMoment={() => undefined}
        onStretch={() => undefined}
      />
    </section>
  )
}
