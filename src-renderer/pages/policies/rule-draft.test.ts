import { expect, it } from 'vitest'
import { type ApprovalRuleSpec, approvalRuleSpecSchema } from '#schemas'
import { draftOf, EMPTY_RULE, specOf } from './rule-draft.ts'

it('gives back every rule it was made from', () => {
  const spec: ApprovalRuleSpec = approvalRuleSpecSchema.parse({
    name: 'Pushes',
    at: 'step',
    match: {
      types: ['test_runner_task'],
      tools: ['subprocess.run_argv'],
      argv: { kind: 'prefix', words: ['git', 'push', 'a b'] },
      above: { max_wall_time_sec: 60, max_memory_bytes: 1_073_741_824, max_processes: 10 },
      network: true,
      actors: ['agent:*'],
    },
    timeout_s: 1800,
    on_timeout: 'approve',
    priority: -5,
    note: 'Look at the branch.',
  })
  expect(specOf(draftOf(spec))).toEqual({ spec })
  for (const argv of [
    { kind: 'glob', glob: 'git push *' },
    { kind: 'regex', regex: '^git (push|commit)' },
  ] as const) {
    const other = { ...spec, match: { argv } }
    expect(specOf(draftOf(other))).toEqual({ spec: other })
  }
})

it('asks about everything where nothing is chosen', () => {
  expect(specOf({ ...draftOf(EMPTY_RULE), name: 'All' })).toEqual({ spec: { ...EMPTY_RULE, name: 'All' } })
})

it('names the field that is wrong', () => {
  const draft = { ...draftOf(EMPTY_RULE), name: '', minutes: 'soon', pattern: 'regex' as const, argv: '' }
  expect(specOf(draft)).toMatchObject({
    problems: [{ field: 'name' }, { field: 'match.argv.regex' }, { field: 'timeout_s' }],
  })
})
