import { createResolvedAddressGuard } from '@anthropic-ai/sandbox-runtime/dist/sandbox/resolved-address-guard.js'
import { describe, expect, it } from 'vitest'
import { NOT_PUBLIC } from './sandbox-runtime.ts'

/** Whether a name that leads to `address` is dialled. */
function isDialled(address: string, denied: readonly string[] = NOT_PUBLIC): Promise<boolean> {
  const guard = createResolvedAddressGuard({
    deniedResolvedAddresses: [...denied],
    resolve: (_, __, callback) => callback(null, [{ address, family: address.includes(':') ? 6 : 4 }]),
  })
  const { promise, resolve } = Promise.withResolvers<boolean>()
  guard.lookupFor(443)('api.example.com', { all: true }, (error) => resolve(error === null))
  return promise
}

describe('case 43 a name that leads to', () => {
  it.each([
    '10.0.0.1',
    '100.64.0.1',
    '127.9.9.9',
    '169.254.169.254',
    '192.0.0.1',
    '198.18.0.1',
    '240.0.0.1',
    '::ffff:10.0.0.1',
    '64:ff9b::a00:1',
    '64:ff9b:1::a00:1',
    '2002:a00:1::',
    '2001:0:a00:1::',
    'fd00::1',
  ])('%s is not followed', async (address) => {
    expect(await isDialled(address)).toBe(false)
  })

  it('a public address is followed, and without the guard so is one that a translator nearby makes private', async () => {
    expect(await isDialled('8.8.8.8')).toBe(true)
    expect(await isDialled('64:ff9b:1::a00:1', [])).toBe(true)
  })
})
