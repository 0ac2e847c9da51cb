import { describe, expect, it } from 'vitest'
import { hiddenCommands } from './not-in-sandbox.tsx'
import { wayOn } from './way-on.tsx'

const job = { id: 'job-1', waiting_reason: null, outcome: null }

describe('where to go about what keeps a job from running', () => {
  it('is the job that holds the workspace', () => {
    const waiting_reason = { code: 'workspace_in_use', workspace: 'demo', job: 'job-000000000000000012345678' } as const
    expect(wayOn({ ...job, waiting_reason })).toEqual({ to: `/jobs/${waiting_reason.job}`, words: 'Open job 12345678' })
  })

  it('is the sandbox where the machine falls short, and another policy where that asks for too much', () => {
    expect(wayOn({ ...job, outcome: { code: 'sandbox_below_minimum', message: '' } })?.to).toBe('/sandbox')
    expect(wayOn({ ...job, outcome: { code: 'named_hosts_off', message: '' } })?.to).toBe('/jobs/new?from=job-1')
    expect(wayOn({ ...job, outcome: { code: 'worker_lost', message: '' } })).toBeUndefined()
  })

  it('names each command that the sandbox did not show once', () => {
    const command = {
      argv: ['compile'],
      returncode: null,
      timed_out: false,
      duration_ms: 1,
      stdout: '',
      stderr: '',
      stdout_bytes: 0,
      stderr_bytes: 0,
      stdout_truncated: false,
      stderr_truncated: false,
      error: { code: 'not_in_sandbox', message: 'It was not found in the sandbox.' },
    }
    expect(hiddenCommands({ result: { commands_run: 2, results: [command, command] } })).toEqual([
      'It was not found in the sandbox.',
    ])
    expect(hiddenCommands({ result: null })).toEqual([])
  })
})
