import { safeStorage } from 'electron'
import type { KeyKeeper } from '#core'
import type { SecretsBackend } from '#schemas'
import type { DesktopSettingsStore } from '../settings/index.ts'
import { backendOf, mayKeep } from './backend.ts'
import { type Safe, safeStorageKeeper } from './safe-storage-keeper.ts'

const safe: Safe = {
  encrypt: (text) => safeStorage.encryptStringAsync(text),
  decrypt: async (data) => (await safeStorage.decryptStringAsync(data)).result,
  encryptPlain: (text) => plainly(() => safeStorage.encryptString(text)),
  decryptPlain: (data) => plainly(() => safeStorage.decryptString(data)),
}

/** Electron refuses without a keyring unless it is told so; it is told for this one call only. */
function plainly<T>(act: () => T): T {
  safeStorage.setUsePlainTextEncryption(true)
  try {
    return act()
  } finally {
    safeStorage.setUsePlainTextEncryption(false)
  }
}

/** What keeps keys for the desktop. To be used once the application is ready. */
export interface DesktopSecrets {
  readonly backend: () => Promise<SecretsBackend>
  /** The keeper, where it may be used as far as is known: then others come first, or a passphrase is asked for. */
  readonly keepers: () => readonly KeyKeeper[]
}

export function createDesktopSecrets(settings: DesktopSettingsStore): DesktopSecrets {
  const { platform } = process
  const selected = platform === 'linux' ? safeStorage.getSelectedStorageBackend() : 'unknown'
  /** Until it is asked, which may open the prompt of a keyring, it counts as able. */
  let state = backendOf({ platform, selected, available: true }).state

  async function backend(): Promise<SecretsBackend> {
    // Not asked without need: to ask may open the prompt of a keyring.
    const available = selected !== 'basic_text' && (await safeStorage.isAsyncEncryptionAvailable().catch(() => false))
    const accepted_at = settings.get().plain_text?.at ?? null
    const found = backendOf({ platform, selected, available })
    state = found.state
    return { ...found, accepted_at }
  }

  const keeper = safeStorageKeeper({ safe, backend })
  return { backend, keepers: () => (mayKeep(state, settings.get().plain_text !== null) ? [keeper] : []) }
}
