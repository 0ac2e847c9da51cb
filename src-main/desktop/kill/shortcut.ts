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
  /** Asks the system for it; false, or an error for a text it knows no key for, where it is not given. */
  readonly register: (accelerator: string, press: () => void) => boolean
  readonly unregister: (accelerator: string) => void
  readonly press: () => void
  /** Hears of a shortcut that the system refused. */
  readonly onRefused: (accelerator: string) => void
  readonly log: Logger
}

export function createGlobalShortcut({
  register,
  unregister,
  press,
  onRefused,
  log,
}: GlobalShortcutDeps): GlobalShortcut {
  let current: string | null = null
  let works = false

  function isGiven(accelerator: string): boolean {
    try {
      return register(accelerator, press)
    } catch {
      // A text that this system knows no key for.
      return false
    }
  }

  function letGo(): void {
    if (current !== null && works) unregister(current)
    works = false
  }

  return {
    set(accelerator) {
      if (accelerator === current && works) return
      letGo()
      current = accelerator
      if (accelerator === null) return
      works = isGiven(accelerator)
      if (works) return
      log.warn({ accelerator }, 'The system did not give the shortcut of the kill switch')
      onRefused(accelerator)
    },
    state: () => (current === null ? 'none' : works ? 'set' : 'taken'),
    close: letGo,
  }
}
