import { safeStorage } from 'electron'
import type { KeyKeeper } from '#core'
import type { SecretsBackend } from '#schemas'
import type { DesktopSettingsStore } from '../settings/index.ts'
import { backendOf } from './backend.ts'
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
  readonly keeper: KeyKeeper
}

export function createDesktopSecrets(settings: DesktopSettingsStore): DesktopSecrets {
  async function backend(): Promise<SecretsBackend> {
    const { platform } = process
    const selected = platform === 'linux' ? safeStorage.getSelectedStorageBackend() : 'unknown'
    // Not asked without need: to ask may open the prompt of a keyring.
    const available = selected !== 'basic_text' && (await safeStorage.isAsyncEncryptionAvailable().catch(() => false))
    const accepted_at = settings.get().plain_text?.at ?? null
    return { ...backendOf({ platform, selected, available }), accepted_at }
  }
  return { backend, keeper: safeStorageKeeper({ safe, backend }) }
}
