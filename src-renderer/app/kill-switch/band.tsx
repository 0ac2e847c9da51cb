import { useQuery } from '@tanstack/react-query'
import { Fragment, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { KillSwitch } from '#schemas'
import { sourceWords, switchFacts } from '#schemas/texts'
import {
  BarsIcon,
  Button,
  ChevronDownIcon,
  ChevronUpIcon,
  clockSeconds,
  cx,
  momentTime,
  OctagonIcon,
  Spelt,
  UnknownIcon,
  useNow,
  WarningIcon,
} from '../../components/index.ts'
import { useClient } from '../client/client.ts'
import { RunCoreHere } from '../shell/run-core-here.tsx'
import { useCommand } from '../client/command.ts'
import { statusQuery } from '../client/queries.ts'
import { useLive } from '../live/live.ts'
import { HardStopCountdown } from './countdown.tsx'
import { SwitchDetails } from './details.tsx'
import { useKillSwitch } from './room.tsx'

/** Across the whole window while the switch is engaged or not known: striped amber, solid red, or dashed. */
export function KillSwitchBand() {
  const { view, problem, hardStopAt } = useKillSwitch()
  const quiet = view.show === 'released' || view.show === 'engaging'
  return quiet && !problem && hardStopAt === undefined ? null : <ShownBand />
}

function ShownBand() {
  const { view, problem, hardStopAt } = useKillSwitch()
  const command = useCommand()
  const place = useRef<HTMLElement>(null)
  useBandHeight(place)
  return (
    <section ref={place} aria-label="State of the kill switch" className="relative z-50 shrink-0">
      {view.show === 'unknown' && <UnknownBand last={view.last} />}
      {(view.show === 'engaged' || view.show === 'engaged_hard') && <EngagedBand state={view.state} />}
      {hardStopAt !== undefined && (
        <Band look="hard">
          <HardStopCountdown at={hardStopAt} />
        </Band>
      )}
      {problem && view.show !== 'engaged_hard' && (
        <Band look="unknown">
          <WarningIcon className="text-bad" />
          <p role="alert" className="min-w-0 flex-1">
            <strong>The order did not arrive.</strong> {problem.what} {problem.safe} To stop now: the tray,{' '}
            <code className="break-all">{command} kill</code>, or a file KILL_SWITCH in the data directory.
          </p>
        </Band>
      )}
    </section>
  )
}

/** Stripes, solid and dashes say the same as the words; where colours are forced, the edges do. */
function Band({ look, children }: { look: 'engaged' | 'hard' | 'unknown'; children: ReactNode }) {
  return (
    <div
      data-kill-switch-band={look}
      className={cx(
        'flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-1.5',
        look === 'engaged' &&
          'striped border-b border-warn bg-warn-tint text-ink forced-colors:border-4 forced-colors:border-double',
        look === 'hard' && 'bg-bad text-on-tone [--octagon-cut:var(--color-bad)] forced-colors:border-8',
        look === 'unknown' && 'border-2 border-dashed border-ask bg-ask-tint text-ink',
      )}
    >
      {children}
    </div>
  )
}

/** Facts one after the other; a line ends between two of them where there is room for one. */
function Facts({ of }: { of: readonly string[] }) {
  return of.map((fact, at) => (
    <Fragment key={fact}>
      {at > 0 && ' · '}
      <span className="sm:whitespace-nowrap">{fact}</span>
    </Fragment>
  ))
}

function EngagedBand({ state }: { state: KillSwitch }) {
  const { engage, openRelease, hardStopAt } = useKillSwitch()
  const [open, setOpen] = useState(false)
  const now = useNow()
  const hard = state.mode === 'engaged_hard'
  const since = state.since === null ? '' : momentTime(Date.parse(state.since), now)
  return (
    <>
      <Band look={hard ? 'hard' : 'engaged'}>
        {hard ? <OctagonIcon size={24} /> : <BarsIcon size={24} className="text-warn" />}
        <p className="min-w-0 flex-1 basis-64">
          {/* The figures behind it change often; only the state itself is worth an alarm. */}
          <strong role="alert" className="text-field tracking-wide">
            {hard ? 'HARD STOP' : 'ENGAGED'}
          </strong>{' '}
          <Facts of={[`${since} ${sourceWords(state.source)}`.trim(), ...switchFacts(state)]} />
          {state.note !== null && (
            <>
              {' · note: '}
              <Spelt text={state.note} />
            </>
          )}
        </p>
        <div className="flex flex-wrap gap-2">
          <Button
            size="small"
            icon={open ? ChevronUpIcon : ChevronDownIcon}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            What it did
          </Button>
          {!hard && hardStopAt === undefined && (
            <Button size="small" look="danger" icon={OctagonIcon} onClick={() => engage(true)}>
              Hard stop now
            </Button>
          )}
          <Button
            size="small"
            onClick={() => {
              // The dialog names every run, and needs the room.
              setOpen(false)
              openRelease()
            }}
          >
            Release…
          </Button>
        </div>
      </Band>
      {open && <SwitchDetails state={state} onClose={() => setOpen(false)} />}
    </>
  )
}

function UnknownBand({ last }: { last: KillSwitch | undefined }) {
  const { lastContact } = useLive()
  const { data: status } = useQuery(statusQuery(useClient()))
  const command = useCommand()
  const lost = useLonger(300)
  if (lastContact === undefined && !lost) return null
  const where = status === undefined ? 'the data directory' : status.core.home
  return (
    <Band look="unknown">
      <UnknownIcon size={24} className="text-ask" />
      <p role="alert" className="min-w-0 flex-1">
        {lastContact === undefined
          ? 'No contact with the core.'
          : `No contact with the core since ${clockSeconds(lastContact)}; what you see is from then.`}{' '}
        <strong>Kill switch state unknown</strong>
        {last && last.mode !== 'released' ? ' (it was engaged).' : '.'} To stop now: the tray,{' '}
        <code className="break-all">{command} kill</code>, or a file KILL_SWITCH in{' '}
        <span className="break-all">{where}</span>.
      </p>
      <RunCoreHere />
    </Band>
  )
}

/** Tells dialogs how much of the window's top belongs to the band, so that they open below it. */
function useBandHeight(place: { readonly current: HTMLElement | null }): void {
  useLayoutEffect(() => {
    const band = place.current
    const { style } = document.documentElement
    if (!band) return
    const tell = () => style.setProperty('--band-height', `${band.offsetHeight}px`)
    const watch = new ResizeObserver(tell)
    watch.observe(band)
    tell()
    return () => {
      watch.disconnect()
      style.removeProperty('--band-height')
    }
  }, [place])
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
