import { describe, expect, it } from 'vitest'
import type { EventRecord } from '#schemas'
import { factsOf } from './event-facts.ts'
import { isProblem } from './event-problems.ts'

function anEvent(kind: string, payload: EventRecord['payload']): EventRecord {
  const hash = '0'.repeat(64)
  return {
    seq: 1,
    at: 0,
    kind,
    v: 1,
    actor: 'operator',
    job_id: null,
    run_id: null,
    trace_id: null,
    payload,
    prev_hash: hash,
    hash,
  }
}

const body = { id: 'body-1', size: 4, digest: '0'.repeat(64) }

describe('what happened to the sandbox', () => {
  it.each([
    [
      anEvent('job.sandbox_lowered', { to: 'os-partial', usual: 'os-enforced', why: body }),
      'runs from os-partial on, where os-enforced is usual',
      true,
    ],
    [
      anEvent('workspace.sandbox_lowered', { name: 'demo', to: 'policy-only', why: body }),
      'jobs of demo run from policy-only on',
      true,
    ],
    [anEvent('workspace.toolchains_set', { name: 'demo', toolchains: body }), 'demo', false],
    [anEvent('workspace.sandbox_restored', { name: 'demo' }), 'what jobs of demo ask for counts again', false],
    [
      anEvent('worker.self_tested', { slot: 1, sandbox_level: 'os-enforced', sandbox_reason: '', broken: [] }),
      'slot 1, os-enforced, every promise kept',
      false,
    ],
    [
      anEvent('worker.self_tested', {
        slot: 1,
        sandbox_level: 'os-partial',
        sandbox_reason: '',
        broken: ['read_files'],
      }),
      'slot 1, os-partial, not kept: read files',
      true,
    ],
  ])('is said of %#', (event, words, problem) => {
    expect(factsOf(event)).toBe(words)
    expect(isProblem(event)).toBe(problem)
  })
})
