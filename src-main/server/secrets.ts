import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 256 random bits as text that needs no escaping in a cookie, a header or an address. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** A secret as it is kept: what lies in memory cannot be used to sign in. */
export function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}

/** Compares in a time that does not depend on where two secrets differ. */
export function isSecret(kept: Buffer, given: string): boolean {
  return timingSafeEqual(kept, hashOf(given))
}
