import { useMemo } from 'react'
import { useNavigate } from '@tanstack/react-router'
import { createScale, TimelineView, useNow } from '../../../components/index.ts'
import { tookMs } from '../run-facts.ts'
import { layOut } from '../lay-out.ts'
import { useJobEvents } from '../use-job-events.ts'
import { useStepNames } from '../use-step-names.ts'
import type { Side } from './differences.ts'

/** The steps of both runs, drawn to the same scale. */
export function CompareTimelines({ a, b }: { readonly a: Side; readonly b: Side }) {
  const now = useNow()
  const longest = Math.max(1, tookMs(a.run, now), tookMs(b.run, now))
  return (
    <div className="flex flex-col divide-y divide-line">
      <One letter="A" side={a} longest={longest} />
      <One letter="B" side={b} longest={longest} />
      <p className="px-4 py-2 text-meta text-ink-3">
        Both are drawn to the same scale. A step opens in the evidence of its run.
      </p>
    </div>
  )
}

function One({ letter, side, longest }: { letter: string; side: Side; longest: number }) {
  const { job, run } = side
  const navigate = useNavigate()
  const now = useNow()
  const all = useJobEvents(job.id).data?.events
  const events = useMemo(() => all?.filter((event) => event.run_id === run.id) ?? [], [all, run.id])
  const names = useStepNames(events)
  const started = Date.parse(run.started_at)
  const ended = run.finished_at === null ? now : Date.parse(run.finished_at)
  const timeline = useMemo(() => layOut(events, started, ended), [events, started, ended])
  const scale = createScale({ from: 0, to: Math.max(longest, timeline.duration) }, [])
  const open = (event: string) =>
    void navigate({ to: '/jobs/$id', params: { id: job.id }, search: { run: String(run.number), event } })
  return (
    <section aria-label={`Timeline ${letter}`} className="py-2">
      <h2 className="px-4 text-meta text-ink-3">
        {letter} · run {run.number}
      </h2>
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
