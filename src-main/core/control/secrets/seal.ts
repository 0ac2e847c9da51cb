import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { z } from 'zod'

export const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Bytes under AES-256-GCM, as base64. */
export const sealedSchema = z.strictObject({
  nonce: z.base64().length(NONCE_BYTES * (4 / 3)),
  tag: z.base64().max(24),
  data: z.base64(),
})
export type Sealed = z.infer<typeof sealedSchema>

/** Hides `plain` and binds it to `context`: it opens with the same key and beside the same context only. */
export function seal(key: Buffer, plain: Buffer, context: string): Sealed {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(Buffer.from(context))
  const data = Buffer.concat([cipher.update(plain), cipher.final()])
  return {
    nonce: nonce.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    data: data.toString('base64'),
  }
}

/** What was sealed; undefined where the key is another one or anything was changed. */
export function unseal(key: Buffer, { nonce, tag, data }: Sealed, context: string): Buffer | undefined {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64'), { authTagLength: TAG_BYTES })
    decipher.setAAD(Buffer.from(context))
    decipher.setAuthTag(Buffer.from(tag, 'base64'))
    return Buffer.concat([decipher.update(Buffer.from(data, 'base64')), decipher.final()])
  } catch {
    // A wrong key, a wrong tag and a tag of another length are one answer.
    return undefined
  }
}
