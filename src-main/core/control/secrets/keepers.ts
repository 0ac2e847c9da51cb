import { systemKeeper } from './keyrings.ts'
import type { KeyKeeper } from './key-keeper.ts'
import { passphraseFileKeeper } from './passphrase.ts'

/** What opens the secrets here by itself, the first before the others: a named passphrase file, then the keyring of the system. */
export function keyKeepersOf(env: Readonly<Record<string, string | undefined>>): KeyKeeper[] {
  const file = env['INTERLOCK_SECRETS_PASSPHRASE_FILE']
  const keyring = systemKeeper()
  return [
    ...(file === undefined || file === '' ? [] : [passphraseFileKeeper(file)]),
    ...(keyring === undefined ? [] : [keyring]),
  ]
}
