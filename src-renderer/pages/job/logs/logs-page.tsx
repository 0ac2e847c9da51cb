import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { shortId } from '#schemas/format'
import { jobStateTexts } from '#schemas/texts'
import {
  MOST_LOGS,
  newestJobsQuery,
  PageTitle,
  readLogsSearch,
  readWatched,
  useClient,
  type Watched,
  writeWatched,
} from '../../../app/index.ts'
import { Checkbox, cx, EmptyState, Select } from '../../../components/index.ts'
import type { Moment } from '../log/log-pane.tsx'
import { showable } from '../log-text.ts'
import { WatchedLog } from './watched-log.tsx'

/** Jobs that are offered, the newest first. */
const OFFERED = 40

/** The logs of several jobs beside each other, live: what happened at the same time is found at the same time. */
export function LogsRoute() {
  const search = readLogsSearch(useSearch({ strict: false }))
  const navigate = useNavigate()
  const watched = readWatched(search)
  const go = (next: readonly Watched[]) => void navigate({ to: '/logs', search: writeWatched(next), replace: true })
  const [linked, setLinked] = useState(false)
  const [led, setLed] = useState<{ by: string; moment: Moment }>()
  // The log under pointer or focus leads; the others only follow, or they would push each other on.
  const [leads, setLeads] = useState<string>()
  const leader = watched.some(({ job }) => job === leads) ? leads : watched[0]?.job
  const onMoment = (job: string, at: number) => {
    if (linked && job === leader) setLed({ by: job, moment: { at } })
  }
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageTitle text="Logs side by side" />
      <div className="flex min-h-12 shrink-0 flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-2">
        <AddLog watched={watched} onAdd={(job) => go([...watched, { job }])} />
        {watched.length > 1 && <Checkbox checked={linked} onChange={setLinked} label="Scroll all to the same time" />}
      </div>
      {watched.length === 0 ? (
        <EmptyState kind="not_set_up" title="No log is chosen.">
          Choose up to {MOST_LOGS} jobs above, or select them in the list of jobs.
        </EmptyState>
      ) : (
        <div
          className={cx(
            'grid min-h-0 flex-1 gap-px overflow-auto bg-line auto-rows-[minmax(20rem,1fr)]',
            watched.length > 1 && 'lg:grid-cols-2',
          )}
        >
          {watched.map((each, at) => (
            <WatchedLog
              key={each.job}
              watched={each}
              leads={each.job === leader}
              moment={linked && led !== undefined && led.by !== each.job ? led.moment : undefined}
              onLead={() => setLeads(each.job)}
              onMoment={onMoment}
              onRun={(run) => go(watched.with(at, { job: each.job, run }))}
              onRemove={() => go(watched.toSpliced(at, 1))}
              className={cx('bg-canvas', watched.length === 3 && at === 2 && 'lg:col-span-2')}
            />
          ))}
        </div>
      )}
    </div>
  )
}

interface AddLogProps {
  readonly watched: readonly Watched[]
  readonly onAdd: (job: string) => void
}

function AddLog({ watched, onAdd }: AddLogProps) {
  const jobs = useQuery(newestJobsQuery(useClient(), {}, OFFERED)).data?.items ?? []
  const offered = jobs.filter(({ id }) => !watched.some(({ job }) => job === id))
  if (watched.length >= MOST_LOGS) return <span className="text-ink-3">{MOST_LOGS} logs fit here at once.</span>
  return (
    <Select
      aria-label="Add the log of a job"
      value=""
      onChange={onAdd}
      options={[
        { value: '', label: 'Add the log of a job…' },
        ...offered.map(({ id, title, state }) => ({
          value: id,
          label: `${jobStateTexts[state].word} · ${shortId(id)} ${showable(title).slice(0, 48)}`,
        })),
      ]}
      className="max-w-96 min-w-0"
    />
  )
}
