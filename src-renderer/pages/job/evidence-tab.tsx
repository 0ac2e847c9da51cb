import { useMemo, useState } from 'react'
import type { EventRecord, Run } from '#schemas'
import { problemOf } from '../../app/index.ts'
import {
  Checkbox,
  type Column,
  EmptyState,
  ErrorPanel,
  Hash,
  Skeleton,
  TextInput,
  Time,
  useKeys,
  useNow,
  useToast,
  VirtualTable,
  WarningIcon,
} from '../../components/index.ts'
import { EventDetailPanel } from './event-detail.tsx'
import { factsOf, isProblem, kindText } from './event-facts.ts'
import { showable } from './log-text.ts'
import { BACKGROUND_KINDS, layOut } from './timeline.ts'
import { TimelineView } from './timeline-view.tsx'
import { leaveOnEscape } from './leave-on-escape.ts'
import { MOST_EVENTS, useJobEvents } from './use-job-events.ts'
import { useStepNames } from './use-step-names.ts'

interface EvidenceTabProps {
  readonly job: string
  readonly run: Run | undefined
  readonly selected: number | undefined
  readonly onSelect: (seq: number | undefined) => void
}

/** What happened, as the ledger holds it: drawn to scale, and row by row. */
export function EvidenceTab({ job, run, selected, onSelect }: EvidenceTabProps) {
  const query = useJobEvents(job)
  const toast = useToast()
  const [words, setWords] = useState('')
  const [onlyProblems, setOnlyProblems] = useState(false)
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
  const shown = useMemo(() => {
    const wanted = words.trim().toLowerCase()
    return ofRun.filter(
      (event) =>
        (background || !BACKGROUND_KINDS.has(event.kind)) &&
        (!onlyProblems || isProblem(event)) &&
        (wanted === '' || textOf(event).includes(wanted)),
    )
  }, [ofRun, words, onlyProblems, background])

  useKeys([
    { keys: '/', label: 'Filter events', run: () => filterBox?.focus() },
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
      {run && <RunTimeline run={run} events={ofRun} names={names} selected={selected} onSelect={onSelect} />}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line px-4 py-2">
        <TextInput
          ref={setFilterBox}
          aria-label="Filter events"
          placeholder="Filter events"
          value={words}
          onChange={(event) => setWords(event.target.value)}
          onKeyDown={leaveOnEscape}
          className="max-w-64"
        />
        <Checkbox checked={onlyProblems} onChange={setOnlyProblems} label={`Only problems (${problems})`} />
        <Checkbox checked={background} onChange={setBackground} label={`Heartbeats and output (${hidden})`} />
        <span className="ml-auto text-ink-3" aria-live="polite">
          {shown.length.toLocaleString('en-US')} of {ofRun.length.toLocaleString('en-US')} events
        </span>
      </div>
      {query.data?.cut === true && (
        <p className="border-t border-line bg-warn-tint px-4 py-2">
          Only the first {MOST_EVENTS.toLocaleString('en-US')} events are shown. The export of this job has them all.
        </p>
      )}
      <div className="relative flex min-h-0 flex-1 border-t border-line">
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
            rowHeight={28}
            minWidth="38rem"
            className="min-w-0 flex-1"
          />
        )}
        {selected !== undefined && <EventDetailPanel seq={selected} onClose={() => onSelect(undefined)} />}
      </div>
    </div>
  )
}

function columnsOf(names: ReadonlyMap<number, string>): Column<EventRecord>[] {
  return [
    {
      id: 'seq',
      header: 'Row',
      width: '4rem',
      align: 'end',
      cell: (event) => <span className="text-ink-3">{event.seq}</span>,
    },
    {
      id: 'at',
      header: 'Time',
      width: '6rem',
      cell: (event) => <Time at={event.at} show="millis" reachable={false} className="text-ink-2" />,
    },
    {
      id: 'kind',
      header: 'Event',
      width: 'minmax(9rem, 1fr)',
      cell: (event) => (
        <span className="inline-flex items-center gap-1.5 align-bottom">
          {isProblem(event) && <WarningIcon size={14} className="text-bad" />}
          <span title={event.kind}>{kindText(event.kind)}</span>
        </span>
      ),
    },
    {
      id: 'facts',
      header: 'Facts',
      width: 'minmax(10rem, 2fr)',
      cell: (event) => <Facts event={event} ran={names.get(event.seq)} />,
    },
    { id: 'hash', header: 'Hash', width: '6.5rem', cell: (event) => <Hash hash={event.hash} className="text-ink-3" /> },
  ]
}

function Facts({ event, ran }: { readonly event: EventRecord; readonly ran: string | undefined }) {
  if (ran === undefined) return <span className="text-ink-2">{factsOf(event)}</span>
  return (
    <span title={showable(ran)} className="font-mono">
      {showable(ran)}
    </span>
  )
}

interface RunTimelineProps {
  readonly run: Run
  readonly events: readonly EventRecord[]
  readonly names: ReadonlyMap<number, string>
  readonly selected: number | undefined
  readonly onSelect: (seq: number) => void
}

function RunTimeline({ run, events, names, selected, onSelect }: RunTimelineProps) {
  const [folded, setFolded] = useState(true)
  const now = useNow()
  const started = Date.parse(run.started_at)
  const ended = run.finished_at === null ? now : Date.parse(run.finished_at)
  const timeline = useMemo(
    () =>
      layOut(
        events.filter((event) => event.run_id === run.id),
        started,
        ended,
      ),
    [events, run.id, started, ended],
  )
  return (
    <div className="shrink-0">
      <TimelineView names={names} timeline={timeline} folded={folded} selected={selected} onSelect={onSelect} />
      {timeline.folds.length > 0 && (
        <Checkbox checked={folded} onChange={setFolded} label="Fold idle time" className="px-4 pb-2 text-ink-2" />
      )}
    </div>
  )
}

function textOf(event: EventRecord): string {
  return `${event.seq} ${event.kind} ${kindText(event.kind)} ${factsOf(event)} ${event.hash}`.toLowerCase()
}
