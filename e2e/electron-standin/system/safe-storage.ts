import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { app } from '../app/app.ts'
import { needsReady, phase } from '../base/phase.ts'

/** What Chromium is told with `--password-store`, and what Electron calls it. */
const BACKENDS: Record<string, string> = {
  basic: 'basic_text',
  'gnome-libsecret': 'gnome_libsecret',
  kwallet: 'kwallet',
  kwallet5: 'kwallet5',
  kwallet6: 'kwallet6',
}

let plainText = false

/** Playwright asks for `basic`; a test that wants a key ring names it in STANDIN_SECRETS. */
function backend(): string {
  const named = process.env['STANDIN_SECRETS'] ?? BACKENDS[app.commandLine.getSwitchValue('password-store')]
  return named ?? 'basic_text'
}

/** Stands for the key that a key ring would keep. */
function key(): Buffer {
  const path = join(app.getPath('userData'), 'standin-key')
  if (!existsSync(path)) writeFileSync(path, randomBytes(32))
  return readFileSync(path)
}

function needsEncryption(call: string, doing: string): void {
  needsReady('safeStorage cannot be used before app is ready')
  if (!safeStorage.isEncryptionAvailable())
    throw new Error(
      `Error while ${doing} provided to safeStorage.${call}. ${call.startsWith('en') ? 'En' : 'De'}cryption is not available.`,
    )
}

export const safeStorage = {
  isEncryptionAvailable: () => phase.ready && (backend() !== 'basic_text' || plainText),
  getSelectedStorageBackend: () => (phase.ready ? backend() : 'unknown'),
  setUsePlainTextEncryption(on: boolean): void {
    plainText = on
  },
  encryptString(text: string): Buffer {
    needsEncryption('encryptString', 'encrypting the text')
    const nonce = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', key(), nonce)
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    const prefix = Buffer.from(backend() === 'basic_text' ? 'v10' : 'v11')
    return Buffer.concat([prefix, nonce, cipher.getAuthTag(), body])
  },
  decryptString(bytes: Buffer): string {
    needsEncryption('decryptString', 'decrypting the ciphertext')
    if (!Buffer.isBuffer(bytes)) throw new Error('Expected the first argument of decryptString() to be a buffer')
    if (!/^v1[01]$/.test(bytes.toString('latin1', 0, 3)))
      throw new Error(
        'Error while decrypting the ciphertext provided to safeStorage.decryptString. Ciphertext does not appear to be encrypted.',
      )
    try {
      const decipher = createDecipheriv('aes-256-gcm', key(), bytes.subarray(3, 15))
      decipher.setAuthTag(bytes.subarray(15, 31))
      return Buffer.concat([decipher.update(bytes.subarray(31)), decipher.final()]).toString('utf8')
    } catch {
      throw new Error('Error while decrypting the ciphertext provided to safeStorage.decryptString.')
    }
  },
  isAsyncEncryptionAvailable: async () => safeStorage.isEncryptionAvailable(),
  encryptStringAsync: async (text: string) => safeStorage.encryptString(text),
  decryptStringAsync: async (bytes: Buffer) => ({ shouldReEncrypt: false, result: safeStorage.decryptString(bytes) }),
}
