import type { Logger } from 'pino'
import { killSwitchTexts } from '#schemas/texts'
import type { CoreSide } from '../core-side/types.ts'
import { failureWords } from '../dialogs/failure.ts'
import type { Ask } from '../dialogs/question.ts'
import { createRelease } from './release.ts'
import { HARD_STOP_AFTER_S, hardStopQuestion, type Order, unconfirmedQuestion } from './words.ts'

/** A core that takes longer to confirm is not waited for; a hard stop ends its processes well within it. */
const CONFIRM_MS = 6000

export interface KillControlDeps {
  readonly core: Pick<CoreSide, 'client' | 'watch' | 'home'>
  readonly ask: Ask
  /** Writes the file KILL_SWITCH; the place it lies at. */
  readonly engageByFile: (home: string, hard: boolean) => string
  /** A moment as people read it here. */
  readonly clock: (ms: number) => string
  readonly log: Logger
}

/** The kill switch from wherever main is reached: tray, menu, shortcut. No page has a part in it. */
export interface KillControl {
  /** Engages at once, without a question. Resolves when the core, or the file in its place, has it. Never rejects. */
  readonly engage: () => Promise<void>
  /** Engages at once, and ends all work after a moment in which that can be stopped. Never rejects. */
  readonly hardStop: () => Promise<void>
  /** What the shortcut does: engages, and once more announces the hard stop. Never rejects. */
  readonly press: () => Promise<void>
  /** Asks what becomes of killed runs and releases. Never rejects. */
  readonly release: () => Promise<void>
  /** What was asked for and is not confirmed yet. */
  readonly asked: () => Order | undefined
  /** Calls back when that changes; the result ends it. */
  readonly onAsked: (tell: () => void) => () => void
  /** Withdraws what is asked, for the end of the application. */
  readonly close: () => void
}

export function createKillControl({ core, ask, engageByFile, clock, log }: KillControlDeps): KillControl {
  const { client, watch, home } = core
  const listeners = new Set<() => void>()
  const end = new AbortController()
  let asked: Order | undefined
  let announced = false
  const releaseSwitch = createRelease({ client, watch, ask, clock, end: end.signal })

  function setAsked(order: Order | undefined): void {
    asked = order
    for (const tell of listeners) tell()
  }

  async function order(hard: boolean): Promise<void> {
    const wanted: Order = hard ? 'engaged_hard' : 'engaged'
    // The call leaves before anything else happens: a menu takes longer to draw than the core to engage.
    const told = client.killSwitch.engage({ hard }, { signal: AbortSignal.timeout(CONFIRM_MS) })
    setAsked(wanted)
    try {
      await told
    } catch (error) {
      log.error({ err: error }, 'The core did not confirm the kill switch')
      await byFile(hard, error)
    } finally {
      // A harder order may be under way by now.
      if (asked === wanted) setAsked(undefined)
    }
  }

  async function byFile(hard: boolean, error: unknown): Promise<void> {
    let file: string | undefined
    try {
      file = engageByFile(home, hard)
    } catch (cause) {
      log.error({ err: cause }, 'The file KILL_SWITCH could not be written')
    }
    void ask(unconfirmedQuestion(failureWords(error), file), end.signal)
  }

  const mode = () => watch.state().killSwitch.mode
  const isLive = () => watch.state().contact === 'live'

  async function hardStop(): Promise<void> {
    if (announced || (mode() === 'engaged_hard' && isLive())) return
    announced = true
    try {
      const engaging = mode() === 'released' || !isLive() ? order(false) : Promise.resolve()
      const late = AbortSignal.timeout(HARD_STOP_AFTER_S * 1000)
      const answer = await ask(hardStopQuestion, AbortSignal.any([late, end.signal]))
      await engaging
      // No answer in time is what was announced.
      if (answer === hardStopQuestion.now || (answer === undefined && !end.signal.aborted)) await order(true)
    } finally {
      announced = false
    }
  }

  return {
    engage: () => order(false),
    hardStop,
    press: () => (isLive() && mode() !== 'released' ? hardStop() : order(false)),
    async release() {
      try {
        await releaseSwitch()
      } catch (error) {
        const { what, todo } = failureWords(error)
        log.warn({ err: error }, 'The kill switch was not released')
        const { word } = killSwitchTexts[mode()]
        await ask(
          {
            type: 'error',
            message: 'The kill switch was not released',
            detail: `${what} ${todo}\n\nKill switch: ${word}.`,
            buttons: ['Close'],
            refuse: 0,
            enter: 0,
          },
          end.signal,
        )
      }
    },
    asked: () => asked,
    onAsked(tell) {
      listeners.add(tell)
      return () => void listeners.delete(tell)
    },
    close: () => end.abort(),
  }
}
