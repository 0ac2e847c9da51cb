import { describe, expect, it } from 'vitest'
import type { Run } from '#schemas'
import { aJob } from '../../facts/factory.ts'
import { addCommand, curlCommand, requestJson, showCommand } from './copy-forms.ts'
import { hashOf } from './own-hash.ts'
import { chosenRun, policyChips } from './run-facts.ts'
import { readJobSearch } from './search.ts'

describe('a request to send again', () => {
  const job = {
    ...aJob({ priority: 2 }),
    payload: { commands: [['echo', "it's"]], timeout_sec: 5 },
    preset: null,
    policy: { allow_network: false, allow_subprocess: true, allowed_tools: [] },
    retry_on: [],
    retry_wait: null,
    replay: null,
    pool: null,
    deferrable: false,
    deliver: null,
    approval: null,
    trust: null,
    meta: {},
  }

  it('leaves the id behind and quotes nothing away', () => {
    expect(JSON.parse(requestJson(job))).not.toHaveProperty('id')
    expect(addCommand(job, 'interlock')).toMatch(/^interlock enqueue --job-file - <<'JSON'\n\{[^]*"it's"[^]*\nJSON$/)
  })

  it('reads the key where it lies', () => {
    const command = curlCommand(job, { origin: 'http://127.0.0.1:1', home: "/home/o'hara" })
    expect(command).toContain(`$(cat '/home/o'\\''hara/run/token')`)
    expect(showCommand({ id: 'job-1' }, "node '/my clone/x.mjs'")).toBe("node '/my clone/x.mjs' jobs show job-1")
  })

  it('says what the policy allows', () => {
    expect(policyChips(job)).toEqual(['may start commands', 'no network'])
  })
})

describe('the address of a job', () => {
  it('takes what it knows and leaves the rest', () => {
    expect(readJobSearch({ run: '2', tab: 'log', event: 1042, find: 'FAIL' })).toEqual({
      run: '2',
      tab: 'log',
      event: '1042',
      find: 'FAIL',
    })
    expect(readJobSearch({ run: '-1', tab: 'evidence', event: 'x', find: '', other: 'y' })).toEqual({})
  })

  it('shows the run it names, or the last one', () => {
    // Only the number is looked at.
    const runs = [{ number: 2 }, { number: 1 }] as unknown as Run[]
    expect(chosenRun(runs, '1')?.number).toBe(1)
    expect(chosenRun(runs, '9')?.number).toBe(2)
    expect(chosenRun([], undefined)).toBeUndefined()
  })
})

describe('the hash of a record', () => {
  it('is SHA-256 over the canonical JSON of its other ten members', async () => {
    const members = {
      seq: 2,
      at: 5,
      kind: 'job.promoted',
      v: 1,
      actor: 'core',
      job_id: 'job-1',
      run_id: null,
      trace_id: null,
      payload: { from: 'scheduled' },
      prev_hash: '0'.repeat(64),
    }
    // Computed apart from this code, over those members in the order of their names.
    expect(await hashOf({ ...members, hash: '' })).toBe(
      'c3b36259cd7632053166a630ca07c9b8f7c17096c696745a684b7a52876c039e',
    )
  })
})
