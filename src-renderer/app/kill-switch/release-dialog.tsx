import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { KillSwitch } from '#schemas'
import {
  choiceOf,
  commonChoice,
  type ReleaseChoice,
  type ReleaseChoices,
  releaseInput,
  releaseLabel,
  sourceWords,
  startsWords,
  things,
  typeLabel,
} from '#schemas/texts'
import {
  Button,
  Dialog,
  ErrorPanel,
  Id,
  KilledIcon,
  momentTime,
  RadioRow,
  relativeTime,
  Skeleton,
  useNow,
  useToast,
} from '../../components/index.ts'
import { useClient } from '../client/client.ts'
import { problemOf } from '../client/problem.ts'
import { useLive } from '../live/live.ts'
import { killSwitchKey, releasePreviewQuery } from '../client/queries.ts'

const OPTIONS = [
  { value: 'requeue', label: 'Requeue' },
  { value: 'drop', label: 'Drop' },
] as const
/** After the figures changed under the reader, Release waits this long. */
const SETTLE_MS = 1000

/** Asks what becomes of each killed run, says what would start, and starts with the focus on the way out. */
export function ReleaseDialog({ state, onClose }: { state: KillSwitch; onClose: () => void }) {
  const client = useClient()
  const queries = useQueryClient()
  const toast = useToast()
  const { contact } = useLive()
  const now = useNow()
  const [choices, setChoices] = useState<ReleaseChoices>({})
  const preview = useQuery(releasePreviewQuery(client))
  const killed = preview.data?.killed ?? state.killed
  const settled = useSettled(
    preview.data && JSON.stringify([preview.data.killed, preview.data.starts, preview.data.waits]),
  )

  const release = useMutation({
    mutationFn: () => client.killSwitch.release(releaseInput(killed, choices)),
    onSuccess: (released) => {
      queries.setQueryData(killSwitchKey, released)
      toast({ text: 'Kill switch released.' })
      onClose()
    },
  })

  const since = state.since === null ? undefined : Date.parse(state.since)
  const blocked = contact !== 'live' || state.file_present || preview.data === undefined || !settled
  return (
    <Dialog
      title="Release the kill switch?"
      wide
      onClose={onClose}
      aside={
        since !== undefined &&
        `engaged ${momentTime(since, now)} ${sourceWords(state.source)}, ${relativeTime(since, now)}${state.note === null ? '' : ` · note: ${state.note}`}`
      }
      footer={
        <>
          <Button data-autofocus onClick={onClose}>
            Keep engaged
          </Button>
          <Button look="primary" changes busy={release.isPending} disabled={blocked} onClick={() => release.mutate()}>
            {releaseLabel(killed, choices)}
          </Button>
        </>
      }
    >
      {release.isError && (
        <ErrorPanel className="mb-4" {...problemOf(release.error, 'The kill switch stays engaged.')} />
      )}
      {contact !== 'live' && (
        <ErrorPanel
          className="mb-4"
          what="There is no contact with the core."
          safe="What the release would start is not known now, so it waits."
          todo="It can be decided as soon as the core answers."
          code="no_contact"
        />
      )}
      {state.file_present && (
        <ErrorPanel
          className="mb-4"
          what="The file KILL_SWITCH in the data directory holds it engaged."
          safe="Nothing starts while the file is there."
          todo="Remove the file: that releases what only the file engaged."
          code="kill_switch_file_present"
        />
      )}
      {killed.length > 0 && (
        <>
          <div className="flex flex-wrap items-center justify-between gap-3 pb-2">
            <p>
              {things(killed.length, 'run')} {killed.length === 1 ? 'was' : 'were'} killed; no attempt was used up.
            </p>
            {killed.length > 1 && (
              <div className="flex items-center gap-3">
                <span className="text-ink-3">All:</span>
                <RadioRow
                  name="release-all"
                  label="All runs"
                  value={commonChoice(killed, choices)}
                  options={OPTIONS}
                  onChange={(choice: ReleaseChoice) =>
                    setChoices(Object.fromEntries(killed.map(({ run }) => [run, choice])))
                  }
                />
              </div>
            )}
          </div>
          <ul className="mb-4 max-h-80 divide-y divide-line overflow-y-auto rounded-sm border border-line">
            {killed.map(({ run, job, title, type }) => (
              <li key={run} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-1.5">
                <KilledIcon className="text-warn" />
                <span className="font-strong">{typeLabel(type)}</span>
                <Id id={job} className="text-ink-3" />
                <span className="min-w-0 flex-1 truncate text-ink-2" title={title}>
                  {title}
                </span>
                <RadioRow
                  name={`release-${run}`}
                  label={`${typeLabel(type)} ${job.slice(-8)}`}
                  value={choiceOf(choices, run)}
                  options={OPTIONS}
                  onChange={(choice: ReleaseChoice) => setChoices({ ...choices, [run]: choice })}
                />
              </li>
            ))}
          </ul>
        </>
      )}
      {preview.isError ? (
        <ErrorPanel {...problemOf(preview.error, 'The kill switch stays engaged.')} />
      ) : preview.data ? (
        <p aria-live="polite">{startsWords(preview.data.starts, preview.data.waits)}</p>
      ) : (
        <Skeleton rows={1} />
      )}
    </Dialog>
  )
}

/** False for a moment after `value` changed from one answer to another. */
function useSettled(value: string | undefined): boolean {
  const [seen, setSeen] = useState(value)
  const moved = value !== undefined && seen !== undefined && value !== seen
  if (value !== undefined && seen === undefined) setSeen(value)
  useEffect(() => {
    if (!moved) return
    const timer = setTimeout(() => setSeen(value), SETTLE_MS)
    return () => clearTimeout(timer)
  }, [moved, value])
  return !moved
}
