import { shortId } from '#schemas/format'
import type { CoreSide } from '../core-side/index.ts'
import type { Ask } from '../dialogs/question.ts'
import { quitQuestion, type QuitSituation } from './quitting.ts'

/** So many runs are named in a question. */
const NAMED = 6

export interface QuitDeps {
  readonly core: CoreSide
  /** Has the core start nothing new, or no longer for the sake of a quit. */
  readonly hold: (on: boolean) => Promise<void>
  readonly ask: Ask
  /** Ends in order without a question. */
  readonly endNow: (reason: string) => Promise<void>
}

/** Asks before a quit that would end work, and quits later where that was chosen. */
export interface Quitting {
  readonly mayQuit: () => Promise<boolean>
  /** Whether it quits once nothing runs. */
  readonly waits: () => boolean
  readonly onChange: (tell: () => void) => () => void
  /** Takes that back: new work may start again. */
  readonly stay: () => Promise<void>
  readonly close: () => void
}

export function createQuitting({ core, hold, ask, endNow }: QuitDeps): Quitting {
  const listeners = new Set<() => void>()
  let waiting: { stop: () => void } | undefined

  async function situation(): Promise<QuitSituation> {
    const { running: count, queued } = core.watch.state()
    const { items } = await core.client.jobs
      .list({ filter: { state: ['running'] }, limit: NAMED })
      .catch(() => ({ items: [] }))
    return {
      mode: core.mode,
      running: items.map(({ id, title }) => ({ title, shortId: shortId(id) })),
      count: Math.max(count, items.length),
      queued,
      waits: waiting !== undefined,
    }
  }

  /** The watch may be a moment behind: a run that has just begun is known to the core alone. */
  async function look(): Promise<void> {
    if (waiting === undefined || core.watch.state().running > 0) return
    // Where it does not answer, the watch tells of that, and of what comes after it.
    const now = await core.watch.refresh().catch(() => undefined)
    if (waiting !== undefined && now?.running === 0) await endNow('quit once nothing ran')
  }

  async function wait(): Promise<void> {
    if (waiting !== undefined) return
    waiting = { stop: core.watch.onChange(() => void look()) }
    for (const tell of listeners) tell()
    await hold(true)
    await look()
  }

  async function stay(): Promise<void> {
    if (waiting === undefined) return
    waiting.stop()
    waiting = undefined
    for (const tell of listeners) tell()
    await hold(false)
  }

  return {
    async mayQuit() {
      const asked = quitQuestion(await situation())
      if (asked === undefined) return true
      const pressed = await ask(asked.question)
      const answer = asked.answers[pressed ?? asked.question.refuse] ?? 'stay'
      if (answer === 'wait') await wait()
      if (answer === 'stay') await stay()
      return answer === 'quit'
    },
    waits: () => waiting !== undefined,
    onChange(tell) {
      listeners.add(tell)
      return () => void listeners.delete(tell)
    },
    stay,
    close() {
      waiting?.stop()
      waiting = undefined
    },
  }
}
