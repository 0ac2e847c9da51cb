import { describe, expect, it } from 'vitest'
import { factsOf, isProblem } from '../../facts/index.ts'
import { anEvent, called, returned } from './factory.ts'
import { axisMarks, layOut, scaleOf } from './timeline.ts'

describe('the timeline of a run', () => {
  it('draws a step from its call to its return, to scale', () => {
    const { lanes, duration } = layOut([called(1, 0, 100), returned(2, 0, 600)], 0, 1000)
    expect(duration).toBe(1000)
    expect(lanes[1]).toMatchObject({ key: 'step-0', bodySeq: 1 })
    expect(lanes[1]?.bars).toEqual([
      { seq: 1, returnedSeq: 2, from: 100, to: 600, began: 599, end: 'good', ending: '1 ms, exit 0', limit: undefined },
    ])
  })

  it('keeps parallel steps apart and shows what has not returned as open', () => {
    const { lanes } = layOut([called(1, 0, 0), called(2, 1, 10), returned(3, 0, 40)], 0, 100)
    expect(lanes.slice(1).map((lane) => lane.bars[0]?.end)).toEqual(['good', 'open'])
    expect(lanes[2]?.bars[0]).toMatchObject({ from: 10, to: 100, returnedSeq: undefined })
  })

  it('marks a step that failed, and its limit', () => {
    const { lanes } = layOut(
      [called(1, 0, 0, { timeout_ms: 50 }), returned(2, 0, 60, { timed_out: true, exit_code: null })],
      0,
      100,
    )
    expect(lanes[1]?.bars[0]).toMatchObject({ end: 'bad', limit: 50 })
  })

  it('puts what takes no time on the lane of the run, and leaves heartbeats out', () => {
    const { lanes } = layOut(
      [
        anEvent(1, 'run.claimed', 0, { worker: 'w', number: 1, token: 1, lease_ms: 1, ready_at: 0 }),
        anEvent(3, 'path.rejected', 9, { reason: 'outside', body: null }),
      ],
      0,
      10,
    )
    expect(lanes[0]?.ticks).toEqual([
      { seq: 1, at: 0, problem: false },
      { seq: 3, at: 9, problem: true },
    ])
  })

  it('folds idle stretches over a fifth of the whole, and only those', () => {
    const events = [called(1, 0, 0), returned(2, 0, 1000), called(3, 1, 9000), returned(4, 1, 10_000)]
    const { folds } = layOut(events, 0, 10_000)
    expect(folds).toEqual([{ from: 1000, to: 9000 }])
    const scale = scaleOf(10_000, folds)
    expect(scale(0)).toBe(0)
    expect(scale(10_000)).toBeCloseTo(1)
    expect(scale(1000)).toBeCloseTo(0.48)
    expect(scale(9000)).toBeCloseTo(0.52)
    expect(layOut([called(1, 0, 0), returned(2, 0, 8500)], 0, 10_000).folds).toEqual([])
    expect(layOut([called(1, 0, 900), returned(2, 0, 1000)], 0, 1000).folds).toEqual([])
  })

  it('marks the axis with round moments outside folds', () => {
    expect(axisMarks(1000, [])).toEqual([0, 200, 400, 600, 800, 1000])
    expect(axisMarks(188_000, [])).toEqual([0, 60_000, 120_000, 180_000])
    expect(axisMarks(1000, [{ from: 100, to: 900 }])).toEqual([0, 50, 100, 900, 950, 1000])
  })
})

describe('what an event says', () => {
  it('names the facts of a step', () => {
    expect(factsOf(returned(2, 0, 18_100, { duration_ms: 18_100, exit_code: 1 }))).toBe(
      'subprocess.run_argv, 18.1 s, exit 1',
    )
    expect(isProblem(returned(2, 0, 1, { exit_code: 1 }))).toBe(true)
    expect(isProblem(returned(2, 0, 1, { exit_code: null }))).toBe(false)
  })

  it('stays silent about a kind or payload it does not know', () => {
    expect(factsOf(anEvent(1, 'later.kind', 0, {}))).toBe('')
    expect(factsOf(anEvent(1, 'tool.returned', 0, { odd: true }))).toBe('')
  })
})
