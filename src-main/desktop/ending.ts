import { app } from 'electron'
import type { Logger } from 'pino'

/** Longest an orderly end may take; the next start finds and ends what was left. */
const CLOSE_MS = 15_000

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export interface EndingDeps {
  readonly log: Logger
  /** Ends everything in order. */
  readonly close: (reason: string) => Promise<void>
}

/** The one way this application ends, whoever wants it to. */
export interface Ending {
  /** From here on windows close without a question. */
  readonly isEnding: () => boolean
  /**
   * Asked before a wish of the operator to quit ends anything; false leaves everything as it is. What the system, a client or a
   * failure demands is not asked about.
   */
  readonly setQuestion: (mayQuit: () => Promise<boolean>) => void
  /** Ends in order without a question; `last` then ends the process in its own way, or it just exits. */
  readonly endNow: (reason: string, exitCode?: number, last?: () => void) => Promise<void>
}

/** Has every quit pass through here: quitting is vetoed until what runs has been ended in order. */
export function createEnding({ log, close }: EndingDeps): Ending {
  let mayQuit: () => Promise<boolean> = () => Promise.resolve(true)
  let isAsking = false
  let ended: Promise<void> | undefined
  let isOver = false

  function endNow(reason: string, exitCode = 0, last?: () => void): Promise<void> {
    ended ??= closeInTime(reason).then((isInOrder) => {
      isOver = true
      if (isInOrder && last !== undefined) leaveBy(last)
      else app.exit(isInOrder ? exitCode : 1)
    })
    return ended
  }

  /** Everything is closed by now: where the last thing fails, there is nothing to stay for. */
  function leaveBy(last: () => void): void {
    try {
      last()
    } catch (error) {
      log.error({ err: error }, 'The last thing before the end failed')
      app.exit(1)
    }
  }

  async function closeInTime(reason: string): Promise<boolean> {
    const { promise: late, resolve } = Promise.withResolvers<boolean>()
    const timer = setTimeout(() => resolve(false), CLOSE_MS)
    const closed = close(reason).then(
      () => true,
      (error: unknown) => {
        log.error({ err: error }, 'Interlock did not stop in order')
        return false
      },
    )
    const isInOrder = await Promise.race([closed, late])
    clearTimeout(timer)
    return isInOrder
  }

  async function ask(): Promise<void> {
    isAsking = true
    try {
      if (await mayQuit()) await endNow('quit')
    } catch (error) {
      log.error({ err: error }, 'Nobody could be asked about quitting')
      await endNow('quit')
    } finally {
      isAsking = false
    }
  }

  function crashed(error: unknown): void {
    log.fatal({ err: error }, 'Nobody caught this')
    void endNow('unexpected failure', 1)
  }

  app.on('before-quit', (event) => {
    if (isOver) return
    event.preventDefault()
    if (ended === undefined && !isAsking) void ask()
  })
  for (const signal of SIGNALS) process.on(signal, () => void endNow(signal))
  process.on('uncaughtException', crashed)
  process.on('unhandledRejection', crashed)

  return {
    isEnding: () => ended !== undefined,
    setQuestion(question) {
      mayQuit = question
    },
    endNow,
  }
}
