import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { KillSwitch } from '#schemas'
import { formatCount } from '#schemas/format'
import { things, typeLabel } from '#schemas/texts'
import { Button, ErrorPanel, Field, Id, KilledIcon, linkClass, StateMark, TextInput } from '../../components/index.ts'
import { useClient } from '../client/client.ts'
import { problemOf } from '../client/problem.ts'
import { killSwitchKey, statusQuery } from '../client/queries.ts'
import { PathLink } from '../path-link.tsx'

/** So many runs are named; the others are counted. The release names them all. */
const SHOWN = 20

/** What the switch did and to what, run by run, and why it was engaged. */
export function SwitchDetails({ state, onClose }: { state: KillSwitch; onClose: () => void }) {
  const { data: status } = useQuery(statusQuery(useClient()))
  const { killed, stopping, waiting } = state
  const runs = killed.length + stopping.length
  return (
    <div className="max-h-[60vh] overflow-y-auto border-b border-line bg-surface px-4 py-3 shadow-overlay">
      <div className="grid grid-cols-1 gap-x-10 gap-y-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <section aria-label="Runs">
          <h2 className="font-strong">{runs === 0 ? 'No run was going on' : things(runs, 'run')}</h2>
          <ul className="mt-1 divide-y divide-line">
            {stopping.slice(0, SHOWN).map((run) => {
              const job = status?.workers.find((each) => each.run === run)?.job ?? null
              return (
                <li key={run} className="flex min-h-8 flex-wrap items-center gap-x-3">
                  <StateMark of="run" state="running" word="Stopping" />
                  {job === null ? <Id id={run} /> : <JobLink job={job} />}
                  <span className="text-ink-2">
                    {state.mode === 'engaged_hard' ? 'is being ended' : 'stops at its next step'}
                  </span>
                </li>
              )
            })}
            {killed.slice(0, SHOWN).map(({ run, job, title, type }) => (
              <li key={run} className="flex min-h-8 flex-wrap items-center gap-x-3">
                <span className="inline-flex items-center gap-1.5 text-warn">
                  <KilledIcon />
                  Killed
                </span>
                <span className="font-strong">{typeLabel(type)}</span>
                <JobLink job={job} />
                <span className="min-w-0 flex-1 truncate text-ink-2" title={title}>
                  {title}
                </span>
              </li>
            ))}
          </ul>
          {killed.length > SHOWN && (
            <p className="text-ink-3">and {formatCount(killed.length - SHOWN)} more; the release names them all</p>
          )}
          <p className="mt-2 text-ink-2">
            {killed.length > 0 && 'No attempt was used up; the release asks what becomes of each. '}
            {waiting > 0 ? (
              <PathLink to="/jobs?state=queued" className={linkClass}>
                {things(waiting, 'job')} {waiting === 1 ? 'waits' : 'wait'}
              </PathLink>
            ) : (
              'No job waits'
            )}
            {' · '}
            <PathLink to={LEDGER_PATH} className={linkClass}>
              in the ledger
            </PathLink>
          </p>
        </section>
        <Note state={state} />
      </div>
      <div className="mt-3 flex justify-end">
        <Button size="small" onClick={onClose}>
          Close
        </Button>
      </div>
    </div>
  )
}

const LEDGER_PATH = '/ledger?kind=kill_switch.engaged,kill_switch.noted,kill_switch.released'

function JobLink({ job }: { job: string }) {
  return (
    <PathLink to={`/jobs/${job}`} className={linkClass}>
      <Id id={job} />
    </PathLink>
  )
}

/** Why it was engaged, for whoever releases it. Written afterwards, since engaging must not wait for words. */
function Note({ state }: { state: KillSwitch }) {
  const client = useClient()
  const queries = useQueryClient()
  const [typed, setTyped] = useState<string>()
  const value = typed ?? state.note ?? ''
  const save = useMutation({
    mutationFn: (note: string) => client.killSwitch.note({ note }),
    onSuccess: (confirmed) => {
      queries.setQueryData(killSwitchKey, confirmed)
      setTyped(undefined)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (value.trim() !== '') save.mutate(value.trim())
  }
  return (
    <form onSubmit={submit}>
      <Field
        label="Why it is engaged"
        optional
        description="Shown here and at the release; every note stays in the ledger."
      >
        {(control) => (
          <span className="flex gap-2">
            <TextInput {...control} maxLength={500} value={value} onChange={(event) => setTyped(event.target.value)} />
            <Button
              type="submit"
              changes
              busy={save.isPending}
              disabled={value.trim() === '' || value.trim() === (state.note ?? '')}
            >
              Save note
            </Button>
          </span>
        )}
      </Field>
      {save.isError && (
        <ErrorPanel className="mt-2" {...problemOf(save.error, 'The kill switch itself is not touched.')} />
      )}
    </form>
  )
}
