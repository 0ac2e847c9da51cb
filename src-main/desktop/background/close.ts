import type { BrowserWindow } from 'electron'
import type { Logger } from 'pino'
import type { Ask } from '../dialogs/question.ts'
import type { DesktopSettingsStore } from '../settings/index.ts'
import { closeQuestion, closingOf, KEEP, QUIT, type Trace } from './closing.ts'

export interface CloseDeps {
  readonly settings: DesktopSettingsStore
  readonly trace: () => Trace
  readonly mode: () => 'own' | 'attached'
  readonly isEnding: () => boolean
  /** Begins to quit, with whatever that asks first. */
  readonly quit: () => void
  readonly ask: Ask
  readonly log: Logger
}

/** Has a window that somebody closes do as the operator settled it; the first time it asks. */
export function keepOnClose(window: BrowserWindow, deps: CloseDeps): void {
  const { settings, trace, mode, isEnding, quit, ask, log } = deps
  let isDecided = false
  let isAsking = false

  function go(closing: ReturnType<typeof closingOf>): void {
    if (window.isDestroyed()) return
    if (closing === 'minimise') return window.minimize()
    if (closing === 'quit') return quit()
    isDecided = true
    window.close()
  }

  async function askOnce(): Promise<void> {
    if (isAsking) return
    isAsking = true
    try {
      const answer = await ask(closeQuestion(trace(), mode()))
      if (answer !== KEEP && answer !== QUIT) return
      const on_close = answer === KEEP ? 'keep' : 'quit'
      remember(on_close)
      go(closingOf(on_close, trace(), isEnding()))
    } finally {
      isAsking = false
    }
  }

  function remember(on_close: 'keep' | 'quit'): void {
    try {
      settings.put({ on_close })
    } catch (error) {
      // It is done as answered all the same, and asked again next time.
      log.warn({ err: error }, 'The answer could not be kept')
    }
  }

  window.on('close', (event) => {
    if (isDecided) return
    const closing = closingOf(settings.get().on_close, trace(), isEnding())
    if (closing === 'close') return
    event.preventDefault()
    if (closing !== 'ask') return go(closing)
    askOnce().catch((error: unknown) => log.error({ err: error }, 'Nobody could be asked about closing'))
  })
}
