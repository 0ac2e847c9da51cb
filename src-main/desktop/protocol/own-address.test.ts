import { expect, it } from 'vitest'
import { addressOf, isOwnAddress } from './own-address.ts'

it('knows its own pages', () => {
  expect([isOwnAddress('app://bundle/'), isOwnAddress(addressOf('/jobs/a?x=1#y'))]).toEqual([true, true])
})

it.each([
  'app://bundle',
  'app://bundle.evil/',
  'app://evil/',
  'app://user@bundle/',
  'app://bundle:80/',
  'APP://bundle/',
  'app:bundle/',
  'https://bundle/',
  'file:///app://bundle/',
  'about:blank',
  '',
])('%j is none of them', (address) => {
  expect(isOwnAddress(address)).toBe(false)
})
