import { describe, expect, it } from 'vitest'
import { SANDBOX_PROMISES, type SandboxFinding } from '#schemas'
import { NOT_TRIED } from '#schemas/texts'
import { keptWords, PROMISE_GROUPS, promiseState } from './promise-states.ts'

const worker = (findings: readonly SandboxFinding[] | null, testing = false) => ({
  sandbox_findings: findings === null ? null : [...findings],
  sandbox_testing: testing,
})
const kept = SANDBOX_PROMISES.map((promise): SandboxFinding => ({ promise, kept_by: 'os', detail: '' }))

describe('how a promise stands', () => {
  it('has a place for each promise once', () => {
    expect(PROMISE_GROUPS.flatMap(({ promises }): string[] => [...promises]).toSorted()).toEqual(
      SANDBOX_PROMISES.toSorted(),
    )
  })

  it('is kept, with what was seen', () => {
    expect(promiseState(worker(kept), 'core_dumps')).toMatchObject({ state: 'kept', seen: 'It is 0.' })
    expect(keptWords(worker(kept))).toBe('17 of 17 promises kept')
  })

  it('tells apart what broke and what could not be tried', () => {
    const findings: SandboxFinding[] = [
      { promise: 'network', kept_by: 'policy', detail: 'reached a port of this machine' },
      { promise: 'cpu_time', kept_by: 'policy', detail: NOT_TRIED },
    ]
    expect(promiseState(worker(findings), 'network')).toMatchObject({
      state: 'not_kept',
      seen: 'Reached a port of this machine.',
    })
    expect(promiseState(worker(findings), 'cpu_time').state).toBe('not_tried')
  })

  it('claims no trial where there is no sandbox', () => {
    const findings: SandboxFinding[] = [
      { promise: 'processes_end', kept_by: 'os', detail: '' },
      { promise: 'network', kept_by: 'policy', detail: '' },
    ]
    expect(promiseState(worker(findings), 'network').state).toBe('not_tried')
    expect(promiseState(worker(findings), 'processes_end')).toMatchObject({
      state: 'kept',
      tried: 'Nothing: there is no sandbox to try it in.',
    })
  })

  it('waits while the test goes on', () => {
    expect(promiseState(worker([], true), 'git').state).toBe('trying')
    expect(promiseState(worker(null), 'git').state).toBe('unknown')
  })
})
