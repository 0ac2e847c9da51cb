import { z } from 'zod'
import type { KeyKeeper } from '#core'
import { InterlockError, type SecretsBackend } from '#schemas'
import { mayKeep } from './backend.ts'

/** The parts of Electron's `safeStorage` that are used, so that decisions about them can be tried without it. */
export interface Safe {
  readonly encrypt: (text: string) => Promise<Buffer>
  readonly decrypt: (data: Buffer) => Promise<string>
  /** The same without a keyring: readable for whoever reads the file. */
  readonly encryptPlain: (text: string) => Buffer
  readonly decryptPlain: (data: Buffer) => string
}

export interface SafeStorageKeeperDeps {
  readonly safe: Safe
  readonly backend: () => Promise<SecretsBackend>
}

/** A keyring may ask the person at the screen first. */
const PATIENCE_MS = 60_000

/** In the file: how it was kept, and the store it is of, so that a key is never taken for another's. */
const keptSchema = z.strictObject({
  by: z.enum(['keyring', 'plain_text']),
  data: z.base64().max(8192),
})
const heldSchema = z.strictObject({ store: z.string().max(64), key: z.base64().max(64) })

/**
 * Keeps the key of the secrets by `safeStorage`: the Keychain, DPAPI, or the keyring of a Linux desktop. Where there is none it
 * refuses, unless the operator accepted plain text in words.
 */
export function safeStorageKeeper({ safe, backend }: SafeStorageKeeperDeps, patienceMs = PATIENCE_MS): KeyKeeper {
  return {
    kind: 'safe_storage',
    async keep(key, store) {
      const { name, state, accepted_at } = await inTime(backend(), patienceMs)
      if (!mayKeep(state, accepted_at !== null)) throw failed(WHY_NOT[state === 'plain_text' ? state : 'unavailable'])
      const text = JSON.stringify({ store, key: key.toString('base64') })
      const by = name === 'basic_text' ? 'plain_text' : 'keyring'
      const data = await said(() =>
        by === 'plain_text' ? Promise.resolve(safe.encryptPlain(text)) : inTime(safe.encrypt(text), patienceMs),
      )
      return JSON.stringify({ by, data: data.toString('base64') })
    },
    async give(kept, store) {
      const { by, data } = keptSchema.parse(JSON.parse(kept))
      const sealed = Buffer.from(data, 'base64')
      const text = await said(() =>
        by === 'plain_text' ? Promise.resolve(safe.decryptPlain(sealed)) : inTime(safe.decrypt(sealed), patienceMs),
      )
      const held = heldSchema.parse(JSON.parse(text))
      if (held.store !== store) throw failed('the key it has is not of this store')
      return Buffer.from(held.key, 'base64')
    },
  }
}

const WHY_NOT = {
  plain_text:
    'there is no keyring in this session, so the key would lie in a file as plain text, which you have not accepted under Settings › Desktop; a passphrase protects it',
  unavailable: 'it cannot be used in this session; a passphrase works without it',
} as const

/** A failure of the keyring in our words. */
async function said<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof InterlockError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw failed(reason.slice(0, 200).replace(/\.$/, ''), error)
  }
}

async function inTime<T>(asked: Promise<T>, patienceMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(failed(`it did not answer within ${patienceMs / 1000} s`)), patienceMs)
  })
  try {
    return await Promise.race([asked, late])
  } finally {
    clearTimeout(timer)
  }
}

function failed(reason: string, cause?: unknown): InterlockError {
  return new InterlockError('secrets_keeper_failed', { keeper: 'the keyring of the desktop', reason }, { cause })
}
