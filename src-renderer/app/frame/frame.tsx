import { Outlet } from '@tanstack/react-router'
import { useState } from 'react'
import { useDialogOpen, useKeys } from '../../components/index.ts'
import { useDeskMirror } from '../desk/mirror.ts'
import { InboxButton } from '../inbox/inbox-button.tsx'
import { KillSwitchBand, KillSwitchControl, KillSwitchRoom } from '../kill-switch/index.ts'
import { useLive } from '../live/live.ts'
import { FindButton } from '../palette/find-button.tsx'
import { KeysOverlay } from './keys-overlay.tsx'
import { LiveButton } from './live-button.tsx'
import { useOwnCommands } from './own-commands.ts'
import { Rail } from './rail.tsx'
import { BroughtHere } from './brought.tsx'
import { StatusLine } from './status-line.tsx'
import { TitleSlot } from './page-title.tsx'

/** Around every page: rail, top bar, kill switch, status line. Behind a dialog all is inert but the kill switch. */
export function Frame() {
  const inert = useDialogOpen()
  const { contact } = useLive()
  const [titleSlot, setTitleSlot] = useState<HTMLElement | null>(null)
  useDeskMirror()
  return (
    <KillSwitchRoom>
      <div data-contact={contact} className="flex h-full flex-col">
        <KillSwitchBand />
        <div className="flex min-h-0 flex-1">
          <Rail inert={inert} />
          <div className="flex min-w-0 flex-1 flex-col">
            {/* Where it is narrow the title has a row of its own, beside the button of the menu. */}
            <header className="flex min-h-10 shrink-0 items-center gap-2 border-b border-line bg-surface pr-2 pl-4 max-sm:flex-wrap max-sm:gap-y-0 max-sm:pb-1">
              <div inert={inert} className="flex min-w-0 flex-1 items-center gap-3 max-sm:contents">
                <div
                  ref={setTitleSlot}
                  className="@container min-w-0 flex-1 max-sm:flex max-sm:h-10 max-sm:basis-full max-sm:items-center max-sm:pl-8"
                />
                <div className="flex shrink-0 items-center gap-1 max-sm:mr-auto sm:gap-2">
                  <LiveButton />
                  <FindButton />
                  <InboxButton />
                </div>
              </div>
              <KillSwitchControl />
            </header>
            <main inert={inert} className="min-h-0 flex-1 overflow-auto">
              <TitleSlot value={titleSlot}>
                <Outlet />
              </TitleSlot>
            </main>
          </div>
        </div>
        <StatusLine inert={inert} />
        <FrameKeys />
        <BroughtHere />
      </div>
    </KillSwitchRoom>
  )
}

/** What can be done from every page, by key and in the palette. Draws only its overlay, so that it may draw often. */
function FrameKeys() {
  const [shown, setShown] = useState(false)
  useKeys([{ keys: '?', label: 'Show the keys that work here', run: () => setShown(true) }])
  useOwnCommands({ showKeys: () => setShown(true) })
  return shown && <KeysOverlay onClose={() => setShown(false)} />
}
