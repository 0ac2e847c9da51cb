import { useMemo, useState } from 'react'
import type { EventRecord, Run } from '#schemas'
import { problemOf } from '../../app/index.ts'
import {
  Checkbox,
  EmptyState,
  ErrorPanel,
  readStretch,
  Skeleton,
  TextInput,
  useKeys,
  useToast,
  VirtualTable,
} from '../../components/index.ts'
import { EventDetailPanel, type Neighbours } from './event-detail.tsx'
import { factsOf, isProblem, kindText } from '../../facts/index.ts'
import { columnsOf } from './event-columns.tsx'
import { BACKGROUND_KINDS } from './lay-out.ts'
import { leaveOnEscape } from './leave-on-escape.ts'
import { RunTimeline } from './run-timeline.tsx'
import { MOST_EVENTS, useJobEvents } from './use-job-events.ts'
import { useStepNames } from './use-step-names.ts'

interface EvidenceTabProps {
  readonly job: string
  readonly run: Run | undefined
  readonly selected: number | undefined
  readonly onSelect: (seq: number | undefined) => void
  /** What the address asks: words, only problems, a stretch of the run. */
  readonly asked: EvidenceAsked
  readonly onAsk: (next: EvidenceAsked) => void
  /** The moment the log is at, milliseconds since 1970. */
  readonly cursor: number | undefined
  readonly onMoment: (at: number) => void
}

export interface EvidenceAsked {
  readonly words: string
  readonly problems: boolean
  readonly range: string | undefined
}

/** What happened, as the ledger holds it: drawn to scale, and row by row. */
export function EvidenceTab({ job, run, selected, onSelect, asked, onAsk, cursor, onMoment }: EvidenceTabProps) {
  const query = useJobEvents(job)
  const toast = useToast()
  const { words, problems: onlyProblems, range } = asked
  const [background, setBackground] = useState(false)
  const [filterBox, setFilterBox] = useState<HTMLInputElement | null>(null)
  const all = query.data?.events
  const ofRun = useMemo(
    () => all?.filter((event) => event.run_id === null || run === undefined || event.run_id === run.id) ?? [],
    [all, run],
  )
  const names = useStepNames(ofRun)
  const columns = useMemo(() => columnsOf(names), [names])
  const hidden = ofRun.filter((event) => BACKGROUND_KINDS.has(event.kind)).length
  const problems = ofRun.filter(isProblem).length
  const matching = useMemo(() => {
    const wanted = words.trim().toLowerCase()
    return ofRun.filter(
      (event) =>
        (background || !BACKGROUND_KINDS.has(event.kind)) &&
        (!onlyProblems || isProblem(event)) &&
        (wanted === '' || `${textOf(event)} ${names.get(event.seq) ?? ''}`.toLowerCase().includes(wanted)),
    )
  }, [ofRun, names, words, onlyProblems, background])
  const started = run ? Date.parse(run.started_at) : 0
  const shown = useMemo(() => {
    const stretch = readStretch(range, Infinity)
    if (stretch === undefined) return matching
    return matching.filter(({ at }) => at >= started + stretch.from && at <= started + stretch.to)
  }, [matching, range, started])
  const wanted = useMemo(() => {
    if (words.trim() === '' && !onlyProblems) return undefined
    const seqs = new Set(matching.map((event) => event.seq))
    return (seq: number) => seqs.has(seq)
  }, [matching, words, onlyProblems])
  const nearest = cursor === undefined ? undefined : shown.findLast((event) => event.at <= cursor)
  const step = (by: number) => {
    const at = shown.findIndex((event) => event.seq === selected)
    const next = shown[at === -1 ? (by > 0 ? 0 : shown.length - 1) : at + by]
    if (next) onSelect(next.seq)
  }

  useKeys([
    { keys: '/', label: 'Filter events', run: () => filterBox?.focus() },
    { keys: 'ArrowRight', label: 'Next event of the timeline', run: () => step(1), repeats: true },
    { keys: 'ArrowLeft', label: 'Previous event of the timeline', run: () => step(-1), repeats: true },
    {
      keys: 'y',
      label: 'Copy record',
      when: () => selected !== undefined,
      run: () => {
        const event = all?.find((each) => each.seq === selected)
        if (!event) return
        void navigator.clipboard.writeText(JSON.stringify(event, undefined, 2))
        toast({ text: `Record ${event.seq} copied` })
      },
    },
    { keys: 'Escape', label: 'Close the record', when: () => selected !== undefined, run: () => onSelect(undefined) },
  ])

  if (query.error && !all)
    return <ErrorPanel {...problemOf(query.error, 'The evidence is not touched by this.')} className="m-4" />
  if (!all) return <Skeleton rows={10} />
  return (
    <div className="flex h-full flex-col">
      {run && (
        <RunTimeline
          run={run}
          events={ofRun}
          names={names}
          selected={selected}
          onSelect={onSelect}
          wanted={wanted}
          cursor={cursor}
          onMoment={onMoment}
          range={range}
          onRange={(next) => onAsk({ ...asked, range: next })}
        />
      )}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line px-4 py-2">
        <TextInput
          ref={setFilterBox}
          aria-label="Filter events"
          placeholder="Filter events"
          dense
          value={words}
          onChange={(event) => onAsk({ ...asked, words: event.target.value })}
          onKeyDown={leaveOnEscape}
          className="w-64!"
        />
        <Checkbox
          checked={onlyProblems}
          onChange={(next) => onAsk({ ...asked, problems: next })}
          label={`Only problems (${problems})`}
        />
        <Checkbox checked={background} onChange={setBackground} label={`Stored output (${hidden})`} />
        <span className="ml-auto text-ink-3">
          {shown.length.toLocaleString('en-US')} of {ofRun.length.toLocaleString('en-US')} events
        </span>
      </div>
      {query.data?.cut === true && (
        <p className="border-t border-line bg-warn-tint px-4 py-2">
          Only the first {MOST_EVENTS.toLocaleString('en-US')} events are shown. The export of this job has them all.
        </p>
      )}
      <div className="relative flex min-h-48 flex-1 border-t border-line">
        {shown.length === 0 ? (
          <EmptyState kind="filtered" title="No event matches." className="flex-1">
            {ofRun.length.toLocaleString('en-US')} without these filters.
          </EmptyState>
        ) : (
          <VirtualTable
            label="Events"
            items={shown}
            columns={columns}
            keyOf={(event) => String(event.seq)}
            total={shown.length}
            activeKey={selected === undefined ? undefined : String(selected)}
            onActive={(event) => onSelect(event.seq)}
            startAt={selected === undefined && nearest ? String(nearest.seq) : undefined}
            rowHeight={28}
            minWidth="38rem"
            className="min-w-0 flex-1"
          />
        )}
        {selected !== undefined && (
          <EventDetailPanel
            seq={selected}
            around={neighboursOf(ofRun, selected)}
            onSelect={onSelect}
            onClose={() => onSelect(undefined)}
          />
        )}
      </div>
    </div>
  )
}

/** The events before and after one, of the same job and run. */
function neighboursOf(events: readonly EventRecord[], seq: number): Neighbours {
  const at = events.findIndex((event) => event.seq === seq)
  return at === -1 ? {} : { before: events[at - 1], after: events[at + 1] }
}

function textOf(event: EventRecord): string {
  return `${event.seq} ${event.kind} ${kindText(event.kind)} ${factsOf(event)} ${event.hash}`.toLowerCase()
}
