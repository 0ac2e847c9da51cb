import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { formatCount } from '#schemas/format'
import { clockSeconds, momentTime, useNow } from '../../components/index.ts'
import { useClient } from '../client/client.ts'
import { statusQuery } from '../client/queries.ts'
import { things } from '../kill-switch/view.ts'
import { useLive, useLiveProgress } from '../live/live.ts'

/** The bottom line: how it all stands, each part leading to where it is told in full. */
export function StatusLine({ inert }: { inert: boolean }) {
  const { data: status } = useQuery(statusQuery(useClient()))
  const now = useNow()
  const busy = status?.workers.filter((worker) => worker.state === 'busy').length ?? 0
  return (
    <footer
      inert={inert}
      className="flex h-6 shrink-0 items-center gap-3 overflow-hidden border-t border-line bg-canvas px-4 text-meta whitespace-nowrap text-ink-3 [&_a:hover]:text-ink [&_a:hover]:underline"
    >
      <LiveWords />
      {status && (
        <>
          <Part>
            {formatCount(busy)} of {things(status.slots, 'slot')} busy
          </Part>
          <Part>{formatCount(status.counts.queued)} queued</Part>
          <Part>
            <Link to="/ledger">
              ledger {formatCount(status.ledger.seq)}
              {status.ledger.verified_at !== null &&
                `, ${status.ledger.verified_ok === false ? 'broken' : 'verified'} ${momentTime(Date.parse(status.ledger.verified_at), now)}`}
            </Link>
          </Part>
          {status.sandbox && <Part>{status.sandbox.level}</Part>}
          <span className="ml-auto">v{status.core.version}</span>
        </>
      )}
    </footer>
  )
}

function Part({ children }: { children: ReactNode }) {
  return (
    <span>
      <span aria-hidden="true" className="mr-3">
        ·
      </span>
      {children}
    </span>
  )
}

function LiveWords() {
  const { contact, paused, lastContact } = useLive()
  if (contact === 'connecting') return <span>Connecting</span>
  if (contact === 'lost')
    return <span>Reconnecting{lastContact === undefined ? '' : `, data from ${clockSeconds(lastContact)}`}</span>
  if (paused) return <PausedWords />
  return <span>Live</span>
}

function PausedWords() {
  const { behind } = useLiveProgress()
  return <span>Paused by you{behind > 0 ? `, ${things(behind, 'event')} behind` : ''}</span>
}
