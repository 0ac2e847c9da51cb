import { expect, it } from 'vitest'
import { readSchedulesSearch, statesOf, toggled } from './search.ts'

it('keeps what it can read of an address, and leaves out what is the default', () => {
  expect(readSchedulesSearch({ state: 'tripped,nonsense,on', q: ' night ', id: 12, other: 1 })).toEqual({
    state: 'on,tripped',
    q: 'night',
    id: '12',
  })
  expect(readSchedulesSearch({ state: 'off,on,paused,tripped', q: ' ' })).toEqual({})
})

it('switches one state on and off', () => {
  const tripped = toggled({ q: 'x' }, 'tripped')
  expect(tripped).toEqual({ q: 'x', state: 'tripped' })
  expect(statesOf(toggled(tripped, 'on'))).toEqual(['on', 'tripped'])
  expect(toggled(tripped, 'tripped')).toEqual({ q: 'x' })
})
