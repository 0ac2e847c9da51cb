import { limitTexts } from '#schemas/texts'
import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../testing/fakes.ts'
import { createMeter } from './meter.ts'
import { createStop } from './stop.ts'

function aMeter() {
  const clock = createFakeClock()
  const stop = createStop({ killSwitchFile: '/nonexistent' })
  const budgets = { max_wall_time_sec: 2, max_tool_calls: 2, max_output_bytes: 1024, max_concurrency_slots: 1 }
  return { clock, stop, meter: createMeter({ budgets, clock, stop }) }
}

describe('the meter of a run', () => {
  it('ends the run when its wall time is over', () => {
    const { clock, stop, meter } = aMeter()
    clock.advance(1999)
    expect(meter.remainingMs()).toBe(1)
    expect(stop.signal.aborted).toBe(false)
    clock.advance(1)
    expect(stop.signal.reason).toMatchObject({
      state: 'timed_out',
      code: 'max_wall_time_sec',
      message: limitTexts.max_wall_time_sec,
    })
  })

  it('finds the wall time over where no timer could fire', () => {
    const { clock, stop } = aMeter()
    const late = { ...clock, after: () => () => undefined }
    const budgets = { max_wall_time_sec: 2, max_tool_calls: 0, max_output_bytes: 1024, max_concurrency_slots: 1 }
    const meter = createMeter({ budgets, clock: late, stop })
    clock.advance(2001)
    expect(() => meter.checkWall()).toThrow(limitTexts.max_wall_time_sec)
  })

  it('refuses the call after the last one and does not count it', () => {
    const { meter } = aMeter()
    meter.countCall()
    meter.countCall()
    expect(() => meter.countCall()).toThrow(limitTexts.max_tool_calls)
    expect(meter.usage().tool_calls).toBe(2)
  })

  it('says how many bytes are within the budget and counts all', () => {
    const { meter } = aMeter()
    expect(meter.spend(1000)).toBe(1000)
    expect(meter.spend(100)).toBe(24)
    expect(meter.spend(100)).toBe(0)
    expect(meter.usage().output_bytes).toBe(1200)
  })

  it('leaves no timer behind', () => {
    const { clock, meter } = aMeter()
    meter.dispose()
    expect(clock.pendingTimers()).toBe(0)
  })
})
