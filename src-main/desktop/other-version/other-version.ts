import type { Logger } from 'pino'
import type { CoreSide } from '../core-side/index.ts'
import { failureWords } from '../dialogs/failure.ts'
import type { Ask } from '../dialogs/question.ts'
import { type MismatchAct, mismatchQuestion } from './words.ts'

export interface OtherVersionDeps {
  readonly core: Pick<CoreSide, 'watch' | 'replaceOther' | 'consoleElsewhere'>
  /** Of this application. */
  readonly version: string
  readonly ask: Ask
  /** Opens the console of a core in the browser. */
  readonly openConsole: (address: string) => Promise<void>
  readonly quit: () => void
  readonly log: Pick<Logger, 'warn'>
}

/** What is asked where the core that runs is of another version than this application. */
export interface OtherVersionDesk {
  /**
   * Asks before there is a window, where there is something to ask.
   * @returns whether there is a core to go on with, or none at all; false where the application is to end
   */
  readonly settle: () => Promise<boolean>
  /** From now on asks by itself, once for each time such a core turns up. */
  readonly begin: () => void
  /** Asks again. Never rejects. */
  readonly ask: () => Promise<void>
  /** Withdraws what is asked, for the end of the application. */
  readonly close: () => void
}

const NO_CONSOLE = {
  type: 'info',
  message: 'It serves no console',
  detail: 'The command line of its own installation talks to it.',
} as const

export function createOtherVersion(deps: OtherVersionDeps): OtherVersionDesk {
  const { core, version, ask, openConsole, quit, log } = deps
  const end = new AbortController()
  const found = () => core.watch.state().otherVersion
  let isAsking = false
  let unwatch = () => {}

  /** What was chosen and done; undefined where the question went with what it was about. */
  async function askAbout(theirs: string, atStart: boolean): Promise<MismatchAct | undefined> {
    const question = mismatchQuestion({ theirs, ours: version, atStart })
    const over = new AbortController()
    const forget = core.watch.onChange(({ otherVersion }) => {
      if (otherVersion !== theirs) over.abort()
    })
    const answer = await ask(question, AbortSignal.any([over.signal, end.signal])).finally(forget)
    const act = answer === undefined ? undefined : question.acts[answer]
    try {
      if (act === 'replace') await core.replaceOther()
      if (act === 'browser') await openTheirs()
      return act
    } catch (error) {
      await tellFailure(error)
      return undefined
    }
  }

  async function openTheirs(): Promise<void> {
    const address = await core.consoleElsewhere()
    if (address !== null) return openConsole(address)
    log.warn({}, 'A core of another version serves no console')
    await ask({ ...NO_CONSOLE, buttons: ['Close'], refuse: 0, enter: 0 }, end.signal)
  }

  async function tellFailure(error: unknown): Promise<void> {
    log.warn({ err: error }, 'Nothing was done about a core of another version')
    const { what, todo } = failureWords(error)
    const words = { type: 'error' as const, message: 'That could not be done', detail: `${what} ${todo}` }
    await ask({ ...words, buttons: ['Close'], refuse: 0, enter: 0 }, end.signal)
  }

  async function askLater(): Promise<void> {
    const theirs = found()
    if (theirs === null || isAsking) return
    isAsking = true
    try {
      if ((await askAbout(theirs, false)) === 'quit') quit()
    } catch (error) {
      log.warn({ err: error }, 'Nobody could be asked about a core of another version')
    } finally {
      isAsking = false
    }
  }

  return {
    async settle() {
      for (let theirs = found(); theirs !== null && !end.signal.aborted; theirs = found()) {
        const act = await askAbout(theirs, true)
        if (act === 'quit' || act === 'browser') return false
        if (act === 'replace') return true
      }
      return !end.signal.aborted
    },
    begin() {
      let last = found()
      unwatch = core.watch.onChange(({ otherVersion }) => {
        const isNew = otherVersion !== null && otherVersion !== last
        last = otherVersion
        if (isNew) void askLater()
      })
    },
    ask: askLater,
    close() {
      unwatch()
      end.abort()
    },
  }
}
