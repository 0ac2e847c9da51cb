import { describe, expect, it } from 'vitest'
import { createSlots } from './slots.ts'

const never = new AbortController().signal

describe('slots', () => {
  it('lets so many through at once and the others in their order', async () => {
    const slots = createSlots(2)
    const passed: string[] = []
    const [first] = await Promise.all([slots.take(never), slots.take(never)])
    const third = slots.take(never).then(() => passed.push('third'))
    const fourth = slots.take(never).then(() => passed.push('fourth'))
    expect(passed).toEqual([])

    first()
    await third
    expect(passed).toEqual(['third'])
    first()
    await Promise.resolve()
    expect(passed, 'giving a slot back twice gives back one').toEqual(['third'])
    void fourth
  })

  it('lets nobody wait once the run is stopped, and loses no slot by it', async () => {
    const slots = createSlots(1)
    const stop = new AbortController()
    const giveBack = await slots.take(never)
    const waiting = slots.take(stop.signal)
    stop.abort(new Error('stopped'))
    await expect(waiting).rejects.toThrow('stopped')
    giveBack()
    await expect(slots.take(never)).resolves.toBeTypeOf('function')
    await expect(slots.take(stop.signal)).rejects.toThrow('stopped')
  })
})
