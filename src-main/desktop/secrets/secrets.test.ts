import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { SecretsBackend } from '#schemas'
import { backendOf, mayKeep } from './backend.ts'
import { type Safe, safeStorageKeeper } from './safe-storage-keeper.ts'

const KEY = randomBytes(32)

/** A keyring that turns bytes round, so that what is kept is not the text itself. */
function aSafe(over: Partial<Safe> = {}): Safe {
  const turn = (data: Buffer) => Buffer.from(data.toReversed())
  return {
    encrypt: (text) => Promise.resolve(turn(Buffer.from(text))),
    decrypt: (data) => Promise.resolve(turn(data).toString()),
    encryptPlain: (text) => Buffer.from(text),
    decryptPlain: (data) => data.toString(),
    ...over,
  }
}

function aKeeper(backend: Partial<SecretsBackend> = {}, safe: Partial<Safe> = {}, patienceMs?: number) {
  const whole: SecretsBackend = { name: 'gnome_libsecret', state: 'protects', accepted_at: null, ...backend }
  return safeStorageKeeper({ safe: aSafe(safe), backend: () => Promise.resolve(whole) }, patienceMs)
}

describe('what keeps keys on a desktop', () => {
  it.each([
    ['darwin', 'unknown', true, 'keychain', 'protects'],
    ['darwin', 'unknown', false, 'keychain', 'unavailable'],
    ['win32', 'unknown', true, 'dpapi', 'protects'],
    ['linux', 'gnome_libsecret', true, 'gnome_libsecret', 'protects'],
    ['linux', 'kwallet6', false, 'kwallet6', 'unavailable'],
    // It may well say that it can encrypt: with a password that stands in the source of Chromium.
    ['linux', 'basic_text', true, 'basic_text', 'plain_text'],
    ['linux', 'unknown', true, 'unknown', 'unavailable'],
  ] as const)('on %s with %s, able to encrypt %s, is %s, which %s', (platform, selected, available, name, state) => {
    expect(backendOf({ platform, selected, available })).toEqual({ name, state })
  })

  it('is used as plain text only where that was accepted', () => {
    expect(mayKeep('plain_text', false)).toBe(false)
    expect(mayKeep('plain_text', true)).toBe(true)
    expect(mayKeep('unavailable', true)).toBe(false)
    expect(mayKeep('protects', false)).toBe(true)
  })
})

describe('the keeper of the desktop', () => {
  it('gives back what it kept, for the same store only', async () => {
    const keeper = aKeeper()
    const kept = await keeper.keep(KEY, 'sec-1')
    expect(kept).not.toContain(KEY.toString('base64'))
    expect(await keeper.give(kept, 'sec-1')).toEqual(KEY)
    await expect(keeper.give(kept, 'sec-2')).rejects.toMatchObject({ code: 'secrets_keeper_failed' })
  })

  it('refuses plain text until it was accepted in words', async () => {
    const plain = { name: 'basic_text', state: 'plain_text' } as const
    await expect(aKeeper(plain).keep(KEY, 'sec-1')).rejects.toMatchObject({
      code: 'secrets_keeper_failed',
      message: expect.stringContaining('which you have not accepted'),
    })
    const accepting = aKeeper({ ...plain, accepted_at: '2026-03-01T12:00:00.000Z' })
    const kept = await accepting.keep(KEY, 'sec-1')
    expect(JSON.parse(kept)).toMatchObject({ by: 'plain_text' })
    expect(await accepting.give(kept, 'sec-1')).toEqual(KEY)
  })

  it('refuses where the keyring cannot be used, accepted or not', async () => {
    const keeper = aKeeper({ state: 'unavailable', accepted_at: '2026-03-01T12:00:00.000Z' })
    await expect(keeper.keep(KEY, 'sec-1')).rejects.toMatchObject({ code: 'secrets_keeper_failed' })
  })

  it('says in words what the keyring failed with', async () => {
    const keeper = aKeeper({}, { encrypt: () => Promise.reject(new Error('The keyring is locked.')) })
    await expect(keeper.keep(KEY, 'sec-1')).rejects.toMatchObject({
      message: 'The key of the secrets cannot be had from the keyring of the desktop: The keyring is locked.',
    })
  })

  it('does not wait for ever for a keyring that asks somebody', async () => {
    const kept = await aKeeper().keep(KEY, 'sec-1')
    const keeper = aKeeper({}, { decrypt: () => new Promise<string>(() => undefined) }, 10)
    await expect(keeper.give(kept, 'sec-1')).rejects.toMatchObject({
      message: expect.stringContaining('did not answer within 0.01 s'),
    })
  })
})
