import { expect, it } from 'vitest'
import { pythonText, repoIndexSummary, testRunnerSummary } from './summaries.ts'

it('summarises a repository index as DALI did', () => {
  expect(
    repoIndexSummary({ jobId: 'job-rikw00001', filesConsidered: 27, hitsWritten: 16, output: 'evidence/x.jsonl' }),
  ).toBe(
    '# Repo Index Task\n\n- job_id: job-rikw00001\n- files_considered: 27\n- hits_written: 16\n- output: evidence/x.jsonl\n',
  )
})

it('summarises a test run as DALI did, None for a command without an exit code', () => {
  expect(testRunnerSummary({ jobId: 'job-tr', exitCodes: [0, -15, null] })).toBe(
    '# Test Runner Task\n\n- job_id: job-tr\n- commands_run: 3\n- cmd_1_rc: 0\n- cmd_2_rc: -15\n- cmd_3_rc: None\n',
  )
})

it('writes values as Python prints them', () => {
  expect([null, true, false, 1, 'x'].map(pythonText)).toEqual(['None', 'True', 'False', '1', 'x'])
})
