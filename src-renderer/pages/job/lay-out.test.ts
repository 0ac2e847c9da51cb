import { describe, expect, it } from 'vitest'
import { createScale, foldsIn, onlyEvents } from '../../components/index.ts'
import { factsOf, isProblem } from '../../facts/index.ts'
import { anEvent, called, returned } from './factory.ts'
import { layOut } from './lay-out.ts'

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
      { seq: 1, at: 0, problem: false, title: 'Run claimed by a worker: run 1 by w' },
      { seq: 3, at: 9, problem: true, title: 'Path refused: outside' },
    ])
  })

  it('folds idle stretches over a fifth of what is shown, and only those', () => {
    const events = [called(1, 0, 0), returned(2, 0, 1000), called(3, 1, 9000), returned(4, 1, 10_000)]
    const whole = { from: 0, to: 10_000 }
    const folds = foldsIn(layOut(events, 0, 10_000).lanes, whole)
    expect(folds).toEqual([{ from: 1000, to: 9000 }])
    const scale = createScale(whole, folds)
    expect(scale.at(0)).toBe(0)
    expect(scale.at(10_000)).toBeCloseTo(1)
    expect(scale.at(1000)).toBeCloseTo(0.47)
    expect(scale.at(9000)).toBeCloseTo(0.53)
    const foldsOf = (...events: ReturnType<typeof called>[]) => foldsIn(layOut(events, 0, 10_000).lanes, whole)
    expect(foldsOf(called(1, 0, 0), returned(2, 0, 8500))).toEqual([])
    expect(foldsIn(layOut([called(1, 0, 900), returned(2, 0, 1000)], 0, 1000).lanes, { from: 0, to: 1000 })).toEqual([])
  })

  it('keeps to the wanted events, and drops the lanes that have none', () => {
    const events = [called(1, 0, 0), returned(2, 0, 10), called(3, 1, 20), returned(4, 1, 30, { exit_code: 1 })]
    const only = onlyEvents(layOut(events, 0, 40), (seq) => seq === 4)
    expect(only.lanes.map((lane) => [lane.key, lane.bars.length])).toEqual([
      ['run', 0],
      ['step-1', 1],
    ])
  })
})

describe('what an event says', () => {
  it('names the facts of a step', () => {
    expect(factsOf(returned(2, 0, 18_100, { duration_ms: 18_100, exit_code: 1 }))).toBe(
      'command (subprocess.run_argv), 18.1 s, exit 1',
    )
    expect(factsOf(returned(2, 0, 1, { error: 'max_output_bytes' }))).toContain(
      'output limit reached (max_output_bytes)',
    )
    expect(isProblem(returned(2, 0, 1, { exit_code: 1 }))).toBe(true)
    expect(isProblem(returned(2, 0, 1, { exit_code: null }))).toBe(false)
  })

  it('says what came from another system, and what went wrong there', () => {
    const run = {
      system: 'dali',
      import: 'i',
      number: 2,
      worker: 'w',
      ready_at: 0,
      started_at: 1000,
      finished_at: 3000,
      state: 'failed',
      code: 'max_wall_time_sec',
      message: null,
      result: null,
      verdict: null,
      usage: { wall_ms: 1, tool_calls: 0, output_bytes: 0 },
      claim_row: 1,
      end_row: 2,
      heartbeats: 0,
      lease_until: null,
      evidence: null,
      artifacts: [],
      job_state: null,
    }
    const event = anEvent(1, 'run.imported', 0, run)
    expect(factsOf(event)).toBe('run 2 from DALI, failed, 2 s, time limit reached (max_wall_time_sec)')
    expect(isProblem(event)).toBe(true)
  })

  it('stays silent about a kind or payload it does not know', () => {
    expect(factsOf(anEvent(1, 'later.kind', 0, {}))).toBe('')
    expect(factsOf(anEvent(1, 'tool.returned', 0, { odd: true }))).toBe('')
  })
})
