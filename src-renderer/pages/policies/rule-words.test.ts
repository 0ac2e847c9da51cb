import { expect, it } from 'vitest'
import { ruleWords } from './rule-words.ts'

const names = new Map([['sch-1', 'nightly']])

it('says of a rule without conditions that it is about everything', () => {
  expect(ruleWords({ at: 'start', match: {} }, names)).toBe('Every job.')
  expect(ruleWords({ at: 'step', match: {} }, names)).toBe('Each step with an effect.')
})

it('names every condition, and of several values that any is enough', () => {
  const match = {
    types: ['test_runner_task' as const],
    workspaces: ['demo', 'notes'],
    dispatch: ['schedule' as const, 'chain' as const],
    schedules: ['sch-1'],
    argv: { kind: 'prefix' as const, words: ['git', 'commit', '-m', 'two words'] },
    network: true as const,
    above: { max_wall_time_sec: 600, max_output_bytes: 1_048_576 },
    actors: ['cli'],
  }
  expect(ruleWords({ at: 'start', match }, names)).toBe(
    "Every job of type Test run, in demo or notes, started by a schedule or by a job before it, of the schedule nightly, with commands that begin with git commit -m 'two words', that may reach hosts it names, that may use more than 10 min or more than 1 MiB of output, added by the command line.",
  )
})

it('shows a schedule that is gone by the end of its id', () => {
  expect(ruleWords({ at: 'start', match: { schedules: ['sch-01jdabcdefgh'] } }, names)).toBe(
    'Every job of the schedule abcdefgh.',
  )
})
