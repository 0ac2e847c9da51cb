import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { codePoints, NO_USAGE } from '#schemas'
import { finishSchema } from '#schemas/protocol'
import { createRedaction } from '#confine'
import { createArtifacts } from './artifacts.ts'
import { endOf } from './classify.ts'
import { finishOf, type FinishParts } from './finish.ts'
import { exceeded, failed, stopped } from './run-end.ts'

function finishAfter(ending: FinishParts['ending'], parts: Partial<FinishParts> = {}) {
  const artifacts = createArtifacts('/nonexistent', createRedaction([]))
  const finish = finishOf({ ending, partial: undefined, compat: null, usage: NO_USAGE, artifacts, ...parts })
  expect(finishSchema.parse(finish)).toEqual(finish)
  return finish
}

function thrown(act: () => unknown): unknown {
  try {
    act()
  } catch (error) {
    return error
  }
  throw new Error('Nothing was thrown.')
}

describe('the finish', () => {
  it('of a run that was over its budget keeps what there is to show, and calls it partial', () => {
    const partial = { result: { commands_run: 1 }, verdict: 'partial' } as const
    expect(finishAfter(exceeded('max_tool_calls'), { partial })).toMatchObject({ ...partial, state: 'over_budget' })
    expect(finishAfter(stopped('cancel', ''), { partial })).toMatchObject({ result: partial.result, verdict: null })
    expect(finishAfter(exceeded('max_tool_calls'), { partial, compat: 'dali' })).toMatchObject({
      result: null,
      verdict: null,
    })
  })

  it('speaks as DALI did to jobs that are compatible with it', () => {
    const end = failed('argv_rejected', 'Command 1 is a single text.', { daliError: 'argv_rejected:shell_like' })
    expect(finishAfter(end).outcome?.message).toBe('Command 1 is a single text.')
    expect(finishAfter(end, { compat: 'dali' }).outcome?.message).toBe('argv_rejected:shell_like')
  })

  it('fits the protocol whatever was thrown', () => {
    const outcome = finishAfter(endOf(new Error(`${'😀'.repeat(5000)}\ud800`))).outcome
    expect(codePoints(outcome?.message ?? '')).toBe(2000)
    expect(finishAfter(endOf('half \ud800')).outcome?.message).toContain('half \uFFFD')
  })
})

describe('what was thrown', () => {
  it('by the system may be worth another try', () => {
    const busy = Object.assign(new Error('EMFILE: too many open files'), { code: 'EMFILE', syscall: 'open' })
    expect(endOf(busy)).toMatchObject({ state: 'failed', code: 'system_error', transient: true })
    expect(endOf(thrown(() => readFileSync('/nonexistent')))).toMatchObject({ code: 'system_error', transient: false })
  })

  it('by a bug is not', () => {
    expect(endOf(new TypeError('x is not a function'))).toMatchObject({ code: 'internal_error', transient: false })
  })
})
