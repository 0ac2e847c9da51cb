import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { formatCount } from '#schemas/format'
import { things } from '#schemas/texts'
import { clockSeconds, momentTime, useNow } from '../../components/index.ts'
import { useClient } from '../client/client.ts'
import { statusQuery } from '../client/queries.ts'
import { useLive, useLiveProgress } from '../live/live.ts'
import { PathLink } from '../path-link.tsx'

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
      <PathLink to="/doctor">
        <LiveWords />
      </PathLink>
      {status && (
        <>
          <Part to="/doctor?check=workers">
            {formatCount(busy)} of {things(status.slots, 'slot')} busy
          </Part>
          <Part to="/jobs?state=queued">{formatCount(status.counts.queued)} queued</Part>
          <Part to="/ledger">
            ledger {formatCount(status.ledger.seq)}
            {status.ledger.verified_at !== null &&
              `, ${status.ledger.verified_ok === false ? 'broken' : 'verified'} ${momentTime(Date.parse(status.ledger.verified_at), now)}`}
          </Part>
          {status.sandbox && <Part to="/sandbox">{status.sandbox.level}</Part>}
          <PathLink to="/settings/about" className="ml-auto">
            v{status.core.version}
          </PathLink>
        </>
      )}
    </footer>
  )
}

function Part({ to, children }: { to: string; children: ReactNode }) {
  return (
    <span>
      <span aria-hidden="true" className="mr-3">
        ·
      </span>
      <PathLink to={to}>{children}</PathLink>
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
