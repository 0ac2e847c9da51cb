import { setImmediate as turn } from 'node:timers/promises'
import { expect, it, vi } from 'vitest'
import type { CoreSide, CoreState } from '../core-side/index.ts'
import { aCore } from '../kill/factory.ts'
import { createQuitting } from './quit.ts'

/** A quit that waits for one run. */
async function aWait() {
  let state: CoreState = aCore({ running: 1 })
  let answer = 1
  const listeners = new Set<(state: CoreState) => void>()
  const heard = (running: number) => {
    if (state.running === running) return
    state = { ...state, running }
    for (const tell of listeners) tell(state)
  }
  const watch: CoreSide['watch'] = {
    state: () => state,
    onChange(tell) {
      listeners.add(tell)
      return () => void listeners.delete(tell)
    },
    async refresh() {
      heard(answer)
      await turn()
      return state
    },
  }
  const endNow = vi.fn<() => Promise<void>>(() => Promise.resolve())
  const client = { jobs: { list: () => Promise.resolve({ items: [] }) } } as unknown as CoreSide['client']
  const quitting = createQuitting({
    core: { mode: 'own', client, watch } as unknown as CoreSide,
    hold: () => Promise.resolve(),
    ask: ({ buttons }) => Promise.resolve(buttons.indexOf('Wait')),
    endNow,
  })
  expect(await quitting.mayQuit()).toBe(false)
  return { quitting, endNow, heard, answers: (running: number) => (answer = running) }
}

it('quits once the core itself says that nothing runs, also where main hears of a run only by asking', async () => {
  const { endNow, heard, answers } = await aWait()
  heard(0)
  await turn()
  expect(endNow).not.toHaveBeenCalled()
  answers(0)
  heard(0)
  await turn()
  await turn()
  expect(endNow).toHaveBeenCalledOnce()
})

it.each(['stay', 'close'] as const)('does not quit any more after %s, whatever was under way', async (how) => {
  const { quitting, endNow, heard, answers } = await aWait()
  answers(0)
  heard(0)
  await quitting[how]()
  await turn()
  expect([endNow.mock.calls.length, quitting.waits()]).toEqual([0, false])
})
