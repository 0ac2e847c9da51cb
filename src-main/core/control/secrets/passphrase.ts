import { randomBytes, scrypt } from 'node:crypto'
import { open } from 'node:fs/promises'
import { z } from 'zod'
import { InterlockError, passphraseSchema } from '#schemas'
import { codeOf } from '#core/record'
import type { KeyKeeper } from './key-keeper.ts'
import { KEY_BYTES, seal, sealedSchema, unseal } from './seal.ts'

/** 128 MiB and some 0.3 s for each guess. Source: OWASP Password Storage Cheat Sheet. */
const COST = { N: 2 ** 17, r: 8, p: 1, maxmem: 2 ** 28 }
const SALT_BYTES = 16

const keptSchema = z.strictObject({
  scrypt: z.literal('17.8.1'),
  salt: z.base64().max(64),
  sealed: sealedSchema,
})

/** A key that opens with a passphrase. */
export function passphraseKeeper(passphrase: string): KeyKeeper {
  return keeperOf(() => Promise.resolve(passphrase))
}

/** The same with the passphrase in a file, for services; it is read whenever the store is opened. */
export function passphraseFileKeeper(path: string): KeyKeeper {
  return keeperOf(() => readPassphrase(path))
}

function keeperOf(passphrase: () => Promise<string>): KeyKeeper {
  return {
    kind: 'passphrase',
    async keep(key, store) {
      const salt = randomBytes(SALT_BYTES)
      const sealed = seal(await derived(await passphrase(), salt), key, store)
      return JSON.stringify({ scrypt: '17.8.1', salt: salt.toString('base64'), sealed })
    },
    async give(kept, store) {
      const { salt, sealed } = keptSchema.parse(JSON.parse(kept))
      const key = unseal(await derived(await passphrase(), Buffer.from(salt, 'base64')), sealed, store)
      if (key === undefined) throw new InterlockError('secrets_passphrase_wrong', {})
      return key
    },
  }
}

function derived(passphrase: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFKC'), salt, KEY_BYTES, COST, (error, key) => {
      if (error === null) resolve(key)
      else reject(error)
    })
  })
}

const MAX_FILE_BYTES = 4096
const OTHERS = 0o077

async function readPassphrase(path: string): Promise<string> {
  const text = await readOwnFile(path)
  const passphrase = passphraseSchema.safeParse(text.replace(/\r?\n$/, ''))
  if (passphrase.success) return passphrase.data
  throw unusable(path, 'it holds no passphrase of 8 to 1,024 characters')
}

async function readOwnFile(path: string): Promise<string> {
  try {
    const file = await open(path, 'r')
    try {
      const found = await file.stat()
      if (!found.isFile() || found.size > MAX_FILE_BYTES) throw unusable(path, 'it is no small file')
      if (process.platform !== 'win32' && (found.mode & OTHERS) !== 0)
        throw unusable(path, 'other users may read it; close it with chmod 600')
      return await file.readFile('utf8')
    } finally {
      await file.close()
    }
  } catch (error) {
    throw error instanceof InterlockError ? error : unusable(path, codeOf(error))
  }
}

function unusable(path: string, reason: string): InterlockError {
  return new InterlockError('secrets_locked', {
    reason: `the passphrase file ${path} cannot be used: ${reason}`,
    remedy: 'Mend the file that INTERLOCK_SECRETS_PASSPHRASE_FILE names, then run `interlock secrets unlock`.',
  })
}
