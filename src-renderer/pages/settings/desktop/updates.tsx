import { type FormEvent, useState } from 'react'
import { type DesktopSettings, updateFeedSchema, type UpdateState } from '#schemas'
import { problemOf, type ShellClient } from '../../../app/index.ts'
import { Button, ErrorPanel, Field, Panel, Skeleton, TextInput, Time } from '../../../components/index.ts'
import { Choice } from '../choice.tsx'
import { type DesktopActs, useDesktopActs, useDesktopSettings, useUpdateState } from './use-desktop.ts'

const ON_OFF = [
  { value: 'off', label: 'Off' },
  { value: 'on', label: 'Look for them' },
] as const
const CHANNELS = [
  { value: 'latest', label: 'Finished versions' },
  { value: 'beta', label: 'Also trial versions' },
] as const

const WHY_NOT = {
  not_packaged: 'This is a build from source: update it as you built it.',
  system_package: 'The package manager of your system keeps this installation up to date.',
  unsigned: 'This installation does not know whose signature an update has to carry, so it takes none.',
  portable: 'The portable program does not update itself: put a newer one in its place.',
} as const

/** Whether and where newer versions are looked for, and what became of it. */
export function Updates({ shell }: { shell: ShellClient }) {
  const { data: view } = useDesktopSettings(shell)
  const { data: state, error } = useUpdateState(shell)
  const acts = useDesktopActs(shell)
  if (error) return <ErrorPanel {...problemOf(error, 'Nothing was installed.')} />
  if (view === undefined || state === undefined) return <Skeleton rows={3} />
  if (state.state === 'unsupported')
    return (
      <Panel title="Updates">
        <p className="text-ink-2">{WHY_NOT[state.why]}</p>
      </Panel>
    )
  const { updates } = view.settings
  return (
    <Panel title="Updates">
      {acts.put.isError && <ErrorPanel className="mb-4" {...problemOf(acts.put.error, 'Everything is as it was.')} />}
      <Choice
        title="Newer versions"
        description="Fetched beforehand, checked, and never installed while work runs."
        value={updates.on ? 'on' : 'off'}
        options={ON_OFF}
        onChange={(value) => acts.put.mutate({ updates: { on: value === 'on' } })}
      />
      {updates.on && (
        <>
          <FeedForm key={updates.feed} updates={updates} acts={acts} />
          <Choice
            title="Which"
            description="Trial versions come earlier and are tried less."
            value={updates.channel}
            options={CHANNELS}
            onChange={(channel) => acts.put.mutate({ updates: { channel } })}
          />
          <div className="flex flex-wrap items-center gap-3 pt-4">
            <p aria-live="polite" className="min-w-0 flex-1">
              <StateWords state={state} />
            </p>
            <StateActs state={state} acts={acts} hasFeed={updates.feed !== null} />
          </div>
        </>
      )}
    </Panel>
  )
}

function FeedForm({ updates, acts }: { updates: DesktopSettings['updates']; acts: DesktopActs }) {
  const [feed, setFeed] = useState(updates.feed ?? '')
  const wanted = feed.trim() === '' ? null : feed.trim()
  const isUsable = wanted === null || updateFeedSchema.safeParse(wanted).success
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isUsable) acts.put.mutate({ updates: { feed: wanted } })
  }
  return (
    <form onSubmit={submit} className="flex flex-wrap items-start gap-3 border-b border-line py-4">
      <Field
        label="Where they are looked for"
        description="The folder whose latest.yml names the newest version. Interlock asks nobody else."
        error={isUsable ? undefined : 'It must begin with https:// and hold no user or password.'}
        className="min-w-60 flex-1"
      >
        {(control) => (
          <TextInput
            {...control}
            mono
            placeholder="https://"
            value={feed}
            onChange={(event) => setFeed(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" className="mt-6" busy={acts.put.isPending} disabled={!isUsable || wanted === updates.feed}>
        Use it
      </Button>
    </form>
  )
}

function StateWords({ state }: { state: UpdateState }) {
  switch (state.state) {
    case 'idle':
      return state.checked_at === null ? (
        <>Not looked for yet.</>
      ) : (
        <>
          None newer, as of <Time at={state.checked_at} />.
        </>
      )
    case 'checking':
      return <>Looking…</>
    case 'downloading':
      return (
        <>
          Fetching {state.version}: {state.percent} %
        </>
      )
    case 'staged':
      if (state.asked && state.waits_for > 0)
        return (
          <>
            {state.version} is installed once {runsWords(state.waits_for)} ended. Nothing new starts until then.
          </>
        )
      return <>{state.version} is here and checked. Interlock starts anew with it.</>
    case 'installing':
      return <>Installing {state.version}…</>
    case 'failed':
      return (
        <span className="text-bad">
          It failed <Time at={state.at} />: {state.message}
        </span>
      )
    default:
      return null
  }
}

function StateActs({ state, acts, hasFeed }: { state: UpdateState; acts: DesktopActs; hasFeed: boolean }) {
  if (state.state === 'staged')
    return state.asked ? (
      <Button busy={acts.wait.isPending} onClick={() => acts.wait.mutate()}>
        Not yet
      </Button>
    ) : (
      <Button look="primary" busy={acts.install.isPending} onClick={() => acts.install.mutate()}>
        {state.waits_for > 0 ? `Install once ${runsWords(state.waits_for)} ended` : 'Install and start anew'}
      </Button>
    )
  return (
    <Button
      busy={acts.check.isPending || state.state === 'checking'}
      disabled={!hasFeed || (state.state !== 'idle' && state.state !== 'failed')}
      onClick={() => acts.check.mutate()}
    >
      Look now
    </Button>
  )
}

function runsWords(count: number): string {
  return count === 1 ? 'one run has' : `${count} runs have`
}
