import type { KeyKeeperKind } from '#schemas'

/**
 * Keeps the key of the store of secrets out of its file: a keyring of the system, a passphrase, the `safeStorage` of the
 * desktop. The same file may hold the key as several keepers keep it, so that each shell opens it in its own way.
 */
export interface KeyKeeper {
  readonly kind: KeyKeeperKind
  /**
   * Keeps `key` for the store of this id.
   * @returns what the file holds for it, of no use without the keeper
   * @throws InterlockError secrets_keeper_failed, secrets_locked
   */
  keep(key: Buffer, store: string): Promise<string>
  /**
   * The key again, from what `keep` returned.
   * @throws InterlockError secrets_keeper_failed, secrets_locked, secrets_passphrase_wrong
   */
  give(kept: string, store: string): Promise<Buffer>
}
