import { globalShortcut } from 'electron'
import type { Logger } from 'pino'
import type { DesktopSettingsView } from '#schemas'

/** The shortcut that engages from whatever program one is in. */
export interface GlobalShortcut {
  /** Takes another one, or none. */
  readonly set: (accelerator: string | null) => void
  /** `taken`: the system did not give it to us. */
  readonly state: () => DesktopSettingsView['shortcut']
  readonly close: () => void
}

export interface GlobalShortcutDeps {
  readonly press: () => void
  /** Hears of a shortcut that the system refused. */
  readonly onRefused: (accelerator: string) => void
  readonly log: Logger
}

export function createGlobalShortcut({ press, onRefused, log }: GlobalShortcutDeps): GlobalShortcut {
  let current: string | null = null
  let works = false

  function letGo(): void {
    if (current !== null && works) globalShortcut.unregister(current)
    works = false
  }

  return {
    set(accelerator) {
      if (accelerator === current && works) return
      letGo()
      current = accelerator
      if (accelerator === null) return
      works = isGiven(accelerator, press)
      if (works) return
      log.warn({ accelerator }, 'The system did not give the shortcut of the kill switch')
      onRefused(accelerator)
    },
    state: () => (current === null ? 'none' : works ? 'set' : 'taken'),
    close: letGo,
  }
}

function isGiven(accelerator: string, press: () => void): boolean {
  try {
    return globalShortcut.register(accelerator, press)
  } catch {
    // A text that this system knows no key for.
    return false
  }
}
