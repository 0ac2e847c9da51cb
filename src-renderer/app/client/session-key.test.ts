import { afterEach, beforeEach, expect, it, vi } from 'vitest'

const KEY = 'interlock.session_key'

/** A window of its own over a storage that windows share. */
async function aWindow() {
  vi.resetModules()
  return await import('./session-key.ts')
}

let kept: Map<string, string>
beforeEach(() => {
  kept = new Map()
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  })
})
afterEach(() => void vi.unstubAllGlobals())

it('is shared by two windows, and offered beside the protocol', async () => {
  const [first, second] = [await aWindow(), await aWindow()]
  expect(first.socketProtocols()).toEqual(['interlock'])
  first.keepKey('a')
  expect(second.readKey()).toBe('a')
  expect(second.socketProtocols()).toEqual(['interlock', 'key.a'])
  expect(second.keyHeader('a')).toEqual({ 'x-interlock-key': 'a' })
})

it('is dropped when it was refused, but not when another window has a new one', async () => {
  const [first, second] = [await aWindow(), await aWindow()]
  first.keepKey('old')
  second.keepKey('new')
  first.dropKey('old')
  expect(kept.get(KEY)).toBe('new')
  first.dropKey('new')
  expect(second.readKey()).toBeUndefined()
})

it.each([
  ['switched off', () => vi.stubGlobal('localStorage', undefined)],
  ['full', () => Object.assign(localStorage, { setItem: () => expect.fail('full') })],
])('lasts as long as the page where storage is %s', async (_, prepare) => {
  kept.set(KEY, 'old')
  prepare()
  const page = await aWindow()
  page.keepKey('a')
  expect(page.readKey()).toBe('a')
  page.dropKey('a')
  expect(page.readKey()).not.toBe('a')
})
