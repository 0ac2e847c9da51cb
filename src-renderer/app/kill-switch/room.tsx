import { useQuery, useQueryClient } from '@tanstack/react-query'
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { KillSwitch } from '#schemas'
import { useKeys } from '../../components/index.ts'
import { useClient } from '../client/client.ts'
import { type Problem, problemOf } from '../client/problem.ts'
import { killSwitchKey, killSwitchQuery } from '../client/queries.ts'
import { useLive } from '../live/live.ts'
import { ReleaseDialog } from './release-dialog.tsx'
import { reached, type SwitchView, switchView } from './view.ts'

export const HARD_STOP_AFTER_MS = 3000

interface KillSwitchUse {
  view: SwitchView
  /** Why the last order did not arrive; gone with the next one. */
  problem: Problem | undefined
  /** When the announced hard stop comes, by `performance.now()`. */
  hardStopAt: number | undefined
  engage: (hard: boolean) => void
  cancelHardStop: () => void
  openRelease: () => void
}

const KillSwitchContext = createContext<KillSwitchUse | undefined>(undefined)

export function useKillSwitch(): KillSwitchUse {
  const use = useContext(KillSwitchContext)
  if (!use) throw new Error('No kill switch around this component.')
  return use
}

/**
 * Reads a release out. Engaged is an alert, which is read when it comes; what shows Released is there only from then on, and
 * a status says nothing of how it came.
 */
function ReleaseSpoken({ view }: { view: SwitchView }) {
  const [engaged, setEngaged] = useState(false)
  if (!engaged && (view.show === 'engaged' || view.show === 'engaged_hard')) setEngaged(true)
  return (
    <span aria-live="assertive" className="sr-only">
      {engaged && view.show === 'released' ? 'Kill switch released' : ''}
    </span>
  )
}

/** Enter on the button that keeps it engaged means that button, whatever counts down. */
function onWayOut(): boolean {
  return document.activeElement?.hasAttribute('data-keeps-engaged') === true
}

/** Holds what the kill switch shows and does. It is on every page, over every dialog, and never waits for a list. */
export function KillSwitchRoom({ children }: { children: ReactNode }) {
  const client = useClient()
  const queries = useQueryClient()
  const { contact } = useLive()
  const { data: state } = useQuery(killSwitchQuery(client))
  const [asked, setAsked] = useState<'engaged' | 'engaged_hard'>()
  const [problem, setProblem] = useState<Problem>()
  const [hardStopAt, setHardStopAt] = useState<number>()
  const [releasing, setReleasing] = useState(false)
  // Released elsewhere, the question is over: it must not come back by itself when the switch is engaged again.
  if (releasing && state?.mode === 'released') setReleasing(false)

  const engage = useCallback(
    (hard: boolean) => {
      const order = hard ? 'engaged_hard' : 'engaged'
      setAsked(order)
      setProblem(undefined)
      setHardStopAt(undefined)
      client.killSwitch
        .engage({ hard })
        .then((confirmed: KillSwitch) => queries.setQueryData(killSwitchKey, confirmed))
        .catch((error: unknown) => setProblem(problemOf(error, 'Whether the kill switch is engaged is not known.')))
        // A harder order may be under way by now.
        .finally(() => setAsked((now) => (now === order ? undefined : now)))
    },
    [client, queries],
  )

  useEffect(() => {
    if (hardStopAt === undefined) return
    const timer = setTimeout(() => engage(true), Math.max(0, hardStopAt - performance.now()))
    return () => clearTimeout(timer)
  }, [hardStopAt, engage])

  const view = switchView(contact, state, asked)
  const engagedSoFar = reached(state, 'engaged') || asked !== undefined
  const counting = hardStopAt !== undefined
  /** Since when this page shows it as engaged, or as asked for. */
  const engagedAt = useRef(Infinity)
  useLayoutEffect(() => {
    engagedAt.current = engagedSoFar ? performance.now() : Infinity
  }, [engagedSoFar])
  useKeys([
    {
      keys: 'Mod+Shift+x',
      label: engagedSoFar ? 'Hard stop in 3 s' : 'Engage kill switch',
      always: true,
      run: (at) => {
        // A press that a busy page hears of late was meant for what it showed then, whoever has engaged it meanwhile.
        if (!engagedSoFar || at < engagedAt.current) engage(false)
        else if (state?.mode !== 'engaged_hard') setHardStopAt(performance.now() + HARD_STOP_AFTER_MS)
      },
    },
    {
      keys: 'Enter',
      label: 'Hard stop now',
      always: true,
      when: () => counting && !onWayOut(),
      run: () => engage(true),
    },
    {
      keys: 'Escape',
      label: 'Keep engaged only',
      always: true,
      when: () => counting,
      run: () => setHardStopAt(undefined),
    },
  ])

  const use = useMemo(
    () => ({
      view,
      problem,
      hardStopAt,
      engage,
      cancelHardStop: () => setHardStopAt(undefined),
      openRelease: () => setReleasing(true),
    }),
    // `view` is made anew on each render from exactly these.
    // oxlint-disable-next-line react/exhaustive-deps
    [contact, state, asked, problem, hardStopAt, engage],
  )
  return (
    <KillSwitchContext value={use}>
      {children}
      <ReleaseSpoken view={view} />
      {releasing && state && state.mode !== 'released' && (
        <ReleaseDialog state={state} onClose={() => setReleasing(false)} />
      )}
    </KillSwitchContext>
  )
}
