import { expect, it } from 'vitest'
import { aJob } from '../../facts/factory.ts'
import { failureWords, wrongWords } from './failure-words.ts'

const budgets = { max_wall_time_sec: 300, max_tool_calls: 10, max_output_bytes: 1_048_576, max_concurrency_slots: 1 }

it('names a limit with what was used of it', () => {
  const job = aJob({
    state: 'failed',
    budgets,
    usage: { wall_ms: 41_000, tool_calls: 2, output_bytes: 1_258_291 },
    outcome: { code: 'max_output_bytes', message: 'max_output_bytes exceeded' },
  })
  expect(failureWords(job)).toBe('Output limit reached: 1 MiB kept; 1.2 MiB came before it stopped.')
})

it('says everything else in the words of the run', () => {
  const outcome = { code: 'workspace_not_found', message: 'There is no workspace demo.' }
  expect(failureWords(aJob({ state: 'failed', outcome }))).toBe('There is no workspace demo.')
  expect(failureWords(aJob({ state: 'failed', outcome: null }))).toBe('Failed without a reason.')
})

it('says of a job that did its work what its tests said', () => {
  expect(wrongWords(aJob({ state: 'succeeded', verdict: 'failed' }))).toBe('Tests failed.')
  expect(wrongWords(aJob({ state: 'failed', verdict: 'failed', outcome: null }))).toBe('Failed without a reason.')
})
