import {
  type DesktopChange,
  type DesktopSettings,
  desktopSettingsSchema,
  type DesktopSettingsView,
  InterlockError,
  type InterlockError as Failure,
  PLAIN_TEXT_WORDS,
} from '#schemas'
import type { SettingsFile } from './settings-file.ts'

/** What a setting does to the system beyond being remembered. */
export interface SettingEffects {
  /** Has the system start Interlock at login. @throws InterlockError login_item_failed */
  readonly setLogin: (at: DesktopSettings['open_at_login']) => void
  readonly login: (at: DesktopSettings['open_at_login']) => DesktopSettingsView['login']
  /** Whether the system gives the shortcut for the kill switch to us. */
  readonly shortcut: () => DesktopSettingsView['shortcut']
}

/** The settings of the desktop in force, and who hears of a change. */
export interface DesktopSettingsStore {
  readonly get: () => DesktopSettings
  readonly view: () => DesktopSettingsView
  /** @throws InterlockError desktop_settings_unusable, desktop_settings_unwritable, login_item_failed */
  readonly put: (change: DesktopChange) => DesktopSettingsView
  readonly startOver: () => { view: DesktopSettingsView; kept: string | null }
  /** @throws InterlockError plain_text_not_accepted, and as `put` */
  readonly acceptPlainText: (words: string) => void
  readonly refusePlainText: () => void
  /** Calls back after each change with what was before; the result ends that. */
  readonly onChange: (tell: (now: DesktopSettings, before: DesktopSettings) => void) => () => void
  /** The effects come to life later than the settings are needed. */
  readonly attach: (effects: SettingEffects) => void
}

const NO_EFFECTS: SettingEffects = { setLogin: () => undefined, login: () => 'unsupported', shortcut: () => 'none' }

export function createDesktopSettings({
  file,
  now,
}: {
  readonly file: SettingsFile
  readonly now: () => number
}): DesktopSettingsStore {
  const listeners = new Set<(now: DesktopSettings, before: DesktopSettings) => void>()
  let effects = NO_EFFECTS

  function write(next: DesktopSettings): void {
    const before = file.settings()
    const isLoginChanged = next.open_at_login !== before.open_at_login
    if (isLoginChanged) effects.setLogin(next.open_at_login)
    try {
      file.write(next)
    } catch (error) {
      // What is not remembered must not stay in force either.
      if (isLoginChanged) effects.setLogin(before.open_at_login)
      throw error
    }
    for (const tell of listeners) tell(next, before)
  }

  function view(): DesktopSettingsView {
    const settings = file.settings()
    return {
      settings,
      file: file.path,
      problem: problemOf(file.problem()),
      shortcut: settings.kill_shortcut === null ? 'none' : effects.shortcut(),
      login: effects.login(settings.open_at_login),
    }
  }

  return {
    get: file.settings,
    view,
    put(change) {
      const problem = file.problem()
      if (problem !== undefined) throw problem
      write(changed(file.settings(), change))
      return view()
    },
    startOver() {
      const before = file.settings()
      const kept = file.putAside(now())
      for (const tell of listeners) tell(file.settings(), before)
      return { view: view(), kept }
    },
    acceptPlainText(words) {
      if (words.trim() !== PLAIN_TEXT_WORDS)
        throw new InterlockError('plain_text_not_accepted', { words: PLAIN_TEXT_WORDS })
      write({ ...file.settings(), plain_text: { words: PLAIN_TEXT_WORDS, at: new Date(now()).toISOString() } })
    },
    refusePlainText: () => write({ ...file.settings(), plain_text: null }),
    onChange(tell) {
      listeners.add(tell)
      return () => void listeners.delete(tell)
    },
    attach(next) {
      effects = next
    },
  }
}

/** The settings with what the change names in place. */
export function changed(settings: DesktopSettings, change: DesktopChange): DesktopSettings {
  return desktopSettingsSchema.parse({
    ...settings,
    ...named(change),
    updates: { ...settings.updates, ...named(change.updates ?? {}) },
  })
}

/** Only what was given: a key that stands there without a value changes nothing. */
function named(change: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
}

function problemOf(failure: Failure | undefined): DesktopSettingsView['problem'] {
  return failure === undefined ? null : { code: failure.code, message: failure.message, remedy: failure.remedy }
}
