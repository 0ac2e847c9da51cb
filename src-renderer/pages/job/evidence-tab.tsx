import { useMemo, useState } from 'react'
import type { EventRecord, Run } from '#schemas'
import { problemOf } from '../../app/index.ts'
import {
  Checkbox,
  EmptyState,
  ErrorPanel,
  Skeleton,
  TextInput,
  useKeys,
  useToast,
  VirtualTable,
} from '../../components/index.ts'
import { EventDetailPanel } from './event-detail.tsx'
import { factsOf, isProblem, kindText } from '../../facts/index.ts'
import { columnsOf } from './event-columns.tsx'
import { leaveOnEscape } from './leave-on-escape.ts'
import { RunTimeline } from './run-timeline.tsx'
import { BACKGROUND_KINDS } from './timeline.ts'
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

function textOf(event: EventRecord): string {
  return `${event.seq} ${event.kind} ${kindText(event.kind)} ${factsOf(event)} ${event.hash}`.toLowerCase()
}
