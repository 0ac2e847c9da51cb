import type { Logger } from 'pino'
import { shortId } from '#schemas/format'
import type { CoreSide } from '../core-side/index.ts'
import type { Ask } from '../dialogs/question.ts'
import { quitQuestion, type QuitSituation } from './quitting.ts'

/** So many runs are named in a question. */
const NAMED = 6
/** Asked for again so often while it waits, and how long each counts. */
const HOLD_EVERY_MS = 60_000
const HOLDS_S = 180

export interface QuitDeps {
  readonly core: CoreSide
  readonly ask: Ask
  /** Ends in order without a question. */
  readonly endNow: (reason: string) => Promise<void>
  readonly log: Logger
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

export function createQuitting({ core, ask, endNow, log }: QuitDeps): Quitting {
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

  function hold(why: 'quit' | null): Promise<unknown> {
    return core.client.power.drain({ why, for_s: HOLDS_S }).catch((error: unknown) => {
      log.warn({ err: error }, 'The core could not be told to hold new work back')
    })
  }

  async function wait(): Promise<void> {
    if (waiting !== undefined) return
    const timer = setInterval(() => void hold('quit'), HOLD_EVERY_MS)
    const look = () => {
      if (waiting === undefined || core.watch.state().running > 0) return
      void endNow('quit once nothing ran')
    }
    const unfollow = core.watch.onChange(look)
    waiting = {
      stop() {
        clearInterval(timer)
        unfollow()
      },
    }
    for (const tell of listeners) tell()
    await hold('quit')
    look()
  }

  async function stay(): Promise<void> {
    if (waiting === undefined) return
    waiting.stop()
    waiting = undefined
    for (const tell of listeners) tell()
    await hold(null)
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
    close: () => waiting?.stop(),
  }
}
