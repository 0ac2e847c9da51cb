import { describe, expect, it } from 'vitest'
import type { KillSwitch } from '../status.ts'
import { switchFacts } from './kill-switch.ts'

const aSwitch = (over: Partial<KillSwitch> = {}): KillSwitch => ({
  mode: 'released',
  since: '2025-11-20T10:42:07.000Z',
  source: 'operator',
  note: null,
  file_present: false,
  stopping: [],
  killed: [],
  waiting: 0,
  ended_ms: null,
  processes_ended: null,
  ...over,
})
const killed = (run: string) => ({ run, job: `job-${run}`, title: 'npm test', type: 'test_runner_task' })

describe('switchFacts', () => {
  it('counts what stops and what waits while engaged', () => {
    expect(switchFacts(aSwitch({ mode: 'engaged', stopping: ['a', 'b'], waiting: 12 }))).toEqual([
      'nothing new starts',
      '2 runs stop at their next step, which may take long; Hard stop ends them now',
      '12 wait',
    ])
  })

  it('says what a hard stop ended and how long it took', () => {
    const state = aSwitch({
      mode: 'engaged_hard',
      killed: [killed('a'), killed('b')],
      processes_ended: 7,
      ended_ms: 400,
    })
    expect(switchFacts(state)).toEqual(['2 runs, 7 processes ended in 400 ms', 'nothing can start'])
  })
})
