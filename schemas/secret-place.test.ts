import { expect, it } from 'vitest'
import { secretMove } from './secret-place.ts'

const before = { secret: 'KEY', url: 'https://one.example/v1' }

it.each([
  ['another host', 'https://two.example/v1', 'https://two.example'],
  ['another scheme', 'http://one.example/v1', 'http://one.example'],
  ['another port', 'https://one.example:8443/v1', 'https://one.example:8443'],
])('moves a secret with %s', (_, url, to) => {
  expect(secretMove(before, { ...before, url })).toEqual({ secret: 'KEY', from: 'https://one.example', to })
})

it.each([
  ['another path', { ...before, url: 'https://one.example/other' }],
  ['the same host, spelt otherwise', { ...before, url: 'HTTPS://ONE.example:443/v1' }],
  ['another secret', { secret: 'OTHER', url: 'https://two.example' }],
  ['none', { secret: null, url: 'https://two.example' }],
  ['a channel without an address', {}],
])('moves none with %s', (_, after) => {
  expect(secretMove(before, after)).toBeUndefined()
})

it('follows a secret from one channel into another', () => {
  const after = { secret: 'KEY', base_url: 'https://api.telegram.org' }
  expect(secretMove(before, after)).toMatchObject({ to: 'https://api.telegram.org' })
})
