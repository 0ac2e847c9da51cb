import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import type { KillSwitch } from '#schemas'
import {
  BarsIcon,
  Button,
  clockSeconds,
  cx,
  Kbd,
  momentTime,
  OctagonIcon,
  UnknownIcon,
  useNow,
  WarningIcon,
} from '../../components/index.ts'
import { useClient } from '../client/client.ts'
import { statusQuery } from '../client/queries.ts'
import { useLive } from '../live/live.ts'
import { useKillSwitch } from './room.tsx'
import { sourceWords, switchFacts } from './view.ts'

/** Across the whole window while the switch is engaged or not known: striped amber, solid red, or dashed. */
export function KillSwitchBand() {
  const { view, problem, hardStopAt } = useKillSwitch()
  if ((view.show === 'released' || view.show === 'engaging') && !problem && hardStopAt === undefined) return null
  return (
    <section aria-label="State of the kill switch" className="relative z-50 shrink-0">
      {view.show === 'unknown' && <UnknownBand last={view.last} />}
      {(view.show === 'engaged' || view.show === 'engaged_hard') && <EngagedBand state={view.state} />}
      {hardStopAt !== undefined && <HardStopBand at={hardStopAt} />}
      {problem && view.show !== 'engaged_hard' && (
        <Band look="unknown">
          <WarningIcon className="text-bad" />
          <p role="alert" className="min-w-0 flex-1">
            <strong>The order did not arrive.</strong> {problem.what} {problem.safe} To stop now: the tray,{' '}
            <code>interlock kill</code>, or a file KILL_SWITCH in the data directory.
          </p>
        </Band>
      )}
    </section>
  )
}

function Band({ look, children }: { look: 'engaged' | 'hard' | 'unknown'; children: ReactNode }) {
  return (
    <div
      data-kill-switch-band={look}
      className={cx(
        'flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-1 forced-colors:border-2',
        look === 'engaged' && 'striped border-b border-warn bg-warn-tint text-ink',
        look === 'hard' && 'bg-bad text-on-tone [--octagon-cut:var(--color-bad)]',
        look === 'unknown' && 'border-2 border-dashed border-ask bg-ask-tint text-ink',
      )}
    >
      {children}
    </div>
  )
}

function EngagedBand({ state }: { state: KillSwitch }) {
  const { engage, openRelease } = useKillSwitch()
  const now = useNow()
  const hard = state.mode === 'engaged_hard'
  const since = state.since === null ? '' : momentTime(Date.parse(state.since), now)
  return (
    <Band look={hard ? 'hard' : 'engaged'}>
      {hard ? <OctagonIcon size={20} /> : <BarsIcon size={20} className="text-warn" />}
      <p className="min-w-0 flex-1">
        {/* The figures behind it change often; only the state itself is worth an alarm. */}
        <strong role="alert" className="tracking-wide">
          {hard ? 'HARD STOP' : 'ENGAGED'}
        </strong>{' '}
        {[`${since} ${sourceWords(state.source)}`.trim(), ...switchFacts(state)].join(' · ')}
      </p>
      <div className="flex gap-2">
        {!hard && (
          <Button size="small" look="danger" onClick={() => engage(true)}>
            Hard stop now
          </Button>
        )}
        <Button size="small" onClick={openRelease}>
          Release…
        </Button>
      </div>
    </Band>
  )
}

function UnknownBand({ last }: { last: KillSwitch | undefined }) {
  const { lastContact } = useLive()
  const { data: status } = useQuery(statusQuery(useClient()))
  const lost = useLonger(300)
  if (lastContact === undefined && !lost) return null
  const where = status === undefined ? 'the data directory' : status.core.home
  return (
    <Band look="unknown">
      <UnknownIcon size={20} className="text-ask" />
      <p role="alert" className="min-w-0 flex-1">
        {lastContact === undefined
          ? 'No contact with the core.'
          : `No contact with the core since ${clockSeconds(lastContact)}; what you see is from then.`}{' '}
        <strong>Kill switch state unknown</strong>
        {last && last.mode !== 'released' ? ' (it was engaged).' : '.'} To stop now: the tray,{' '}
        <code>interlock kill</code>, or a file KILL_SWITCH in <span className="break-all">{where}</span>.
      </p>
    </Band>
  )
}

function HardStopBand({ at }: { at: number }) {
  const { engage, cancelHardStop } = useKillSwitch()
  const [left, setLeft] = useState(() => secondsTo(at))
  useEffect(() => {
    const timer = setInterval(() => setLeft(secondsTo(at)), 100)
    return () => clearInterval(timer)
  }, [at])
  return (
    <Band look="hard">
      <OctagonIcon size={20} />
      <p role="alert" className="min-w-0 flex-1">
        <strong>Hard stop in {left} s.</strong> Running work is ended with all it started.
      </p>
      <div className="flex gap-2">
        <Button size="small" onClick={cancelHardStop} hint={<Kbd keys="Esc" />}>
          Not
        </Button>
        <Button size="small" look="danger" onClick={() => engage(true)} hint={<Kbd keys="Enter" />}>
          Now
        </Button>
      </div>
    </Band>
  )
}

function secondsTo(at: number): number {
  return Math.max(0, Math.ceil((at - performance.now()) / 1000))
}

/** True once the component has been there for `ms`. */
function useLonger(ms: number): boolean {
  const [longer, setLonger] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLonger(true), ms)
    return () => clearTimeout(timer)
  }, [ms])
  return longer
}
