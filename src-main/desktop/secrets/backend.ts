import type { SecretsBackend } from '#schemas'

/** What Chromium chose on Linux, by the desktop it found; elsewhere there is one store only. */
export type SelectedBackend = 'basic_text' | 'gnome_libsecret' | 'kwallet' | 'kwallet5' | 'kwallet6' | 'unknown'

export interface BackendFacts {
  readonly platform: NodeJS.Platform
  readonly selected: SelectedBackend
  /** Whether it can encrypt now; a wallet that is switched off cannot. */
  readonly available: boolean
}

/** What keeps keys here, and what that is worth. */
export function backendOf({ platform, selected, available }: BackendFacts): Omit<SecretsBackend, 'accepted_at'> {
  switch (platform) {
    case 'darwin':
      return { name: 'keychain', state: available ? 'protects' : 'unavailable' }
    case 'win32':
      return { name: 'dpapi', state: available ? 'protects' : 'unavailable' }
    default:
      // Without a keyring Chromium mixes the key with a word that stands in its source: that hides it from nobody.
      if (selected === 'basic_text') return { name: selected, state: 'plain_text' }
      return { name: selected, state: available && selected !== 'unknown' ? 'protects' : 'unavailable' }
  }
}

/** Whether a key may be kept there. */
export function mayKeep(state: SecretsBackend['state'], isPlainTextAccepted: boolean): boolean {
  return state === 'protects' || (state === 'plain_text' && isPlainTextAccepted)
}
