import { useState } from 'react'
import type { DesktopChange, DesktopSettingsView } from '#schemas'
import { problemOf, type ShellClient } from '../../../app/index.ts'
import { Button, ErrorPanel, Kbd, Panel, Skeleton, WarningIcon } from '../../../components/index.ts'
import { Choice } from '../choice.tsx'
import { asKeys } from './accelerator-keys.ts'
import { ShortcutCapture } from './shortcut-capture.tsx'
import { useDesktopActs, useDesktopSettings } from './use-desktop.ts'

const CLOSE = [
  { value: 'ask', label: 'Ask me' },
  { value: 'keep', label: 'Keep working' },
  { value: 'quit', label: 'Quit' },
] as const
const LOGIN = [
  { value: 'no', label: 'Do not start' },
  { value: 'shown', label: 'With its window' },
  { value: 'hidden', label: 'In the background' },
] as const
const FOCUS = [
  { value: 'stay', label: 'Stay where I am' },
  { value: 'come', label: 'Come to the front' },
] as const
const ON_OFF = [
  { value: 'on', label: 'On' },
  { value: 'off', label: 'Off' },
] as const
const BATTERY = [
  { value: 'never', label: 'Never wait' },
  { value: 'saver', label: 'While saving energy' },
  { value: 'battery', label: 'Without mains' },
] as const

const LOGIN_WORDS: Readonly<Record<DesktopSettingsView['login'], string>> = {
  as_set: 'Whether the system starts Interlock when you log in.',
  differs: 'The system has it otherwise; choose again to set it anew.',
  unsupported: 'This system starts nothing for Interlock.',
}

/** How the application behaves: closing, starting, asking, saving energy. */
export function Behaviour({ shell }: { shell: ShellClient }) {
  const { data: view, error } = useDesktopSettings(shell)
  const acts = useDesktopActs(shell)
  const put = (change: DesktopChange) => acts.put.mutate(change)
  if (error) return <ErrorPanel {...problemOf(error, 'The core and its work are not touched by this.')} />
  if (view === undefined) return <Skeleton rows={8} />
  const { settings, problem } = view
  return (
    <Panel title="Behaviour">
      {problem && (
        <ErrorPanel
          className="mb-4"
          what={problem.message}
          todo={problem.remedy}
          code={problem.code}
          action={
            <Button size="small" busy={acts.startOver.isPending} onClick={() => acts.startOver.mutate()}>
              Put the file aside
            </Button>
          }
        />
      )}
      {acts.put.isError && problem === null && (
        <ErrorPanel className="mb-4" {...problemOf(acts.put.error, 'Everything is as it was.')} />
      )}
      <div>
        <Choice
          title="Closing the window"
          description="The first time it asks. Work goes on without a window."
          value={settings.on_close}
          options={CLOSE}
          onChange={(on_close) => put({ on_close })}
        />
        <Choice
          title="At login"
          description={LOGIN_WORDS[view.login]}
          value={settings.open_at_login}
          options={LOGIN}
          onChange={(open_at_login) => put({ open_at_login })}
        />
        <Shortcut view={view} onChange={(kill_shortcut) => put({ kill_shortcut })} />
        <Choice
          title="Requests for approval"
          description="A notice comes in either case; the window can stay behind what you do."
          value={settings.focus_on_approval ? 'come' : 'stay'}
          options={FOCUS}
          onChange={(value) => put({ focus_on_approval: value === 'come' })}
        />
        <Choice
          title="Notices"
          description="Of what waits for you and of the kill switch, shown by the system."
          value={settings.notifications ? 'on' : 'off'}
          options={ON_OFF}
          onChange={(value) => put({ notifications: value === 'on' })}
        />
        <Choice
          title="Jobs that may wait"
          description="When jobs marked as such do not start. What runs goes on."
          value={settings.battery}
          options={BATTERY}
          onChange={(battery) => put({ battery })}
        />
      </div>
    </Panel>
  )
}

/** The keys that engage the kill switch in whatever program one is. */
function Shortcut({
  view: { settings, shortcut },
  onChange,
}: {
  view: DesktopSettingsView
  onChange: (accelerator: string | null) => void
}) {
  const [capturing, setCapturing] = useState(false)
  const keys = settings.kill_shortcut
  return (
    <div className="grid gap-x-8 gap-y-2 border-b border-line py-4 lg:grid-cols-[18rem_1fr]">
      <div>
        <h2 className="font-strong">Kill switch, from anywhere</h2>
        <p className="text-ink-3">Engages it in whatever program you are.</p>
      </div>
      <div className="flex flex-wrap items-center gap-3 self-center">
        {keys === null ? <span className="text-ink-3">no keys</span> : <Kbd keys={asKeys(keys)} exact />}
        {keys !== null && shortcut === 'taken' && (
          <span className="flex items-center gap-1.5 text-warn">
            <WarningIcon size={14} />
            Another program has these keys
          </span>
        )}
        <span className="ml-auto flex gap-1">
          {keys !== null && (
            <Button size="small" look="quiet" onClick={() => onChange(null)}>
              Switch off<span className="sr-only"> the keys of the kill switch</span>
            </Button>
          )}
          <Button size="small" onClick={() => setCapturing(true)}>
            Change<span className="sr-only"> the keys of the kill switch</span>
          </Button>
        </span>
      </div>
      {capturing && (
        <ShortcutCapture
          now={keys}
          onClose={() => setCapturing(false)}
          onTake={(taken) => {
            setCapturing(false)
            onChange(taken)
          }}
        />
      )}
    </div>
  )
}
