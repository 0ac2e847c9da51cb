import { describe, expect, it } from 'vitest'
import { changesOf } from './changes.ts'
import { newDraft, withValue } from './draft.ts'

const original = newDraft('test_runner_task', 'demo')

describe('what differs from the job a job is made from', () => {
  it('is nothing at first', () => {
    expect(changesOf(original, { ...original })).toEqual([])
  })

  it('is named with what it was and what it is, in the units of its field', () => {
    const raised = withValue(original, ['budgets', 'max_output_bytes'], 2_097_152)
    expect(changesOf(original, raised)).toMatchObject([
      { path: ['budgets', 'max_output_bytes'], was: '1 MiB', is: '2 MiB' },
    ])
    const networked = withValue(original, ['policy', 'allow_network'], true)
    expect(changesOf(original, networked)).toMatchObject([{ was: 'not allowed', is: 'allowed' }])
  })

  it('is seen in lists, in what is given for the first time, and in the workspace', () => {
    const changed = withValue(withValue(original, ['payload', 'commands'], [['true']]), ['priority'], 3)
    expect(
      changesOf(original, { ...changed, workspace: 'other' }).map(({ path, was }) => [path.join('.'), was]),
    ).toEqual([
      ['workspace', 'demo'],
      ['payload.commands', expect.any(String)],
      ['priority', 'not given'],
    ])
  })
})
