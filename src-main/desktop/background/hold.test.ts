import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createCoreHold, HOLD_EVERY_MS } from './hold.ts'

type CoreHoldDrain = (input: { why: 'quit' | 'update' | null }) => Promise<{ why: typeof input.why; since: null }>

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function aHold(mode: 'own' | 'attached' = 'own') {
  const told: (string | null)[] = []
  const drain = vi.fn<CoreHoldDrain>(({ why }) => {
    told.push(why)
    return Promise.resolve({ why, since: null })
  })
  const warn = vi.fn<() => void>()
  return { told, drain, warn, hold: createCoreHold({ core: { mode, client: { power: { drain } } }, log: { warn } }) }
}

it('is lifted by the last who wants it, whoever that is', async () => {
  const { told, hold } = aHold()
  await hold.set('quit', true)
  await hold.set('update', true)
  await hold.set('update', false)
  await hold.set('quit', false)
  expect(told).toEqual(['quit', 'quit', 'quit', null])

  told.length = 0
  await hold.set('quit', true)
  await hold.set('update', true)
  await hold.set('quit', false)
  await hold.set('update', false)
  expect(told).toEqual(['quit', 'quit', 'update', null])
})

it('lifts nothing for whoever held nothing', async () => {
  const { told, hold } = aHold()
  await hold.set('quit', true)
  await hold.set('update', false)
  expect(told).toEqual(['quit'])
})

it('is asked for again until it is lifted, also where the core did not hear it', async () => {
  const { told, drain, warn, hold } = aHold()
  drain.mockRejectedValueOnce(new Error('no contact'))
  await hold.set('update', true)
  expect(warn).toHaveBeenCalledOnce()
  await vi.advanceTimersByTimeAsync(HOLD_EVERY_MS)
  expect(told).toEqual(['update'])
  await hold.set('update', false)
  await vi.advanceTimersByTimeAsync(HOLD_EVERY_MS)
  expect(told).toEqual(['update', null])
})

it.each([
  ['own', ['update']],
  ['attached', ['update', null]],
] as const)('at the end of the application leaves its %s core with %j', async (mode, expected) => {
  const { told, hold } = aHold(mode)
  await hold.close()
  await hold.set('update', true)
  await hold.close()
  expect(told).toEqual(expected)
})
