import type { KeyKeeperKind } from '../secrets.ts'

/** What keeps the key of the secrets, as it is said of: it opens with …. */
export const keeperTexts: Readonly<Record<KeyKeeperKind, string>> = {
  passphrase: 'a passphrase',
  secret_service: 'the keyring of the session',
  keychain: 'the Keychain of macOS',
  dpapi: 'the account of this user on Windows',
  safe_storage: 'the keyring of the desktop',
}
