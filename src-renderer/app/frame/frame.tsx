import { Outlet } from '@tanstack/react-router'
import { useState } from 'react'
import { cx, useDialogOpen } from '../../components/index.ts'
import { KillSwitchBand, KillSwitchControl, KillSwitchRoom } from '../kill-switch/index.ts'
import { useLive } from '../live/live.ts'
import { LiveButton } from './live-button.tsx'
import { Rail } from './rail.tsx'
import { StatusLine } from './status-line.tsx'
import { TitleSlot } from './page-title.tsx'

/** Around every page: rail, top bar, kill switch, status line. Behind a dialog all is inert but the kill switch. */
export function Frame() {
  const inert = useDialogOpen()
  const { contact } = useLive()
  const [titleSlot, setTitleSlot] = useState<HTMLElement | null>(null)
  return (
    <KillSwitchRoom>
      <div data-contact={contact} className="flex h-full flex-col">
        <KillSwitchBand />
        <div className="flex min-h-0 flex-1">
          <Rail inert={inert} />
          <div className="flex min-w-0 flex-1 flex-col">
            <header className="flex h-10 shrink-0 items-center gap-3 border-b border-line bg-surface pr-2 pl-4 max-sm:pl-12">
              <div inert={inert} className="flex min-w-0 flex-1 items-center gap-3">
                <div ref={setTitleSlot} className="min-w-0" />
                <div className="ml-auto shrink-0">
                  <LiveButton />
                </div>
              </div>
              <KillSwitchControl />
            </header>
            <main inert={inert} className={cx('min-h-0 flex-1 overflow-auto')}>
              <TitleSlot value={titleSlot}>
                <Outlet />
              </TitleSlot>
            </main>
          </div>
        </div>
        <StatusLine inert={inert} />
      </div>
    </KillSwitchRoom>
  )
}
