import { describe, expect, it } from 'vitest'
import { aDaliRepository, enqueueRow, importDali, OVER, row } from '../support/dali.ts'
import { claim, complete, fail, ID, only, withoutWorkers } from './dali-rows.ts'

describe('what DALI could not read', () => {
  it('is a run all the same when it is the end of one, and the job waits to be looked at', async () => {
    const { core } = await withoutWorkers()
    const { root } = aDaliRepository(
      enqueueRow(ID) + claim() + complete({ text: 'a\u2028b' }) + claim('w2') + complete({ text: 'a\u2028b' }, 'w2'),
    )
    const { jobs, unreadable } = await importDali(core, root)
    expect(jobs).toMatchObject([{ state_there: 'queued', state_here: 'held', why: 'end_unread', runs: 2 }])
    expect(unreadable).toMatchObject([
      { problem: 'line_separator', recovered: true, event: 'complete' },
      { problem: 'line_separator', recovered: true, event: 'complete' },
    ])
    expect(only(core).runs).toMatchObject([
      { state: 'succeeded', result: { text: 'a\u2028b' } },
      { state: 'succeeded', worker: 'w2' },
    ])
  })

  it('is recovered behind bytes that are not UTF-8, with the bytes replaced', async () => {
    const { core } = await withoutWorkers()
    const bytes = Buffer.from(enqueueRow(ID, { meta: { note: 'a~b' } }))
    bytes[bytes.indexOf('~')] = 0xff
    const { root } = aDaliRepository(bytes)
    expect((await importDali(core, root)).unreadable).toMatchObject([
      { problem: 'invalid_utf8', recovered: true, stopped_dali: true, original_id: ID },
    ])
    expect(only(core).job).toMatchObject({ state: 'held', meta: { note: 'a\ufffdb' } })
  })

  it.each([
    ['a text', '"text"\n', 'not_an_object', true],
    ['a job that is no object', row({ event: 'enqueue', job: [] }), 'job_not_an_object', true],
    [
      'a lease in words',
      row({ event: 'heartbeat', job_id: ID, lease_expires_unix: 'soon' }),
      'lease_not_a_number',
      true,
    ],
    ['an unknown kind of row', row({ event: 'note' }), 'unknown_event', false],
    [
      'a claim of what was never enqueued',
      row({ event: 'claim', job_id: 'job-nowhere1', lease_expires_unix: null }),
      'unknown_job',
      false,
    ],
    ['a torn last line', '{"ts_utc": "2026-02-22T1', 'not_json', false],
    ['a job of an unknown type', enqueueRow('job-unknown01', { job_type: 'shell_task' }), 'job_refused', false],
    ['a job without budgets', enqueueRow('job-nobudget1', { budgets: {} }), 'job_refused', false],
    [
      'a job too deep',
      enqueueRow('job-deep0001', { meta: JSON.parse(`${'['.repeat(100)}1${']'.repeat(100)}`) }),
      'too_deep',
      false,
    ],
  ] as const)('is named with its line: %s', async (_what, line, problem, stopped_dali) => {
    const { core } = await withoutWorkers()
    const { root } = aDaliRepository(enqueueRow(ID) + line)
    const { jobs, unreadable } = await importDali(core, root)
    expect(jobs.map(({ id }) => id)).toEqual([ID])
    expect(unreadable).toMatchObject([{ line: 2, problem, stopped_dali, recovered: false }])
  })
})

describe('values that only Python reads', () => {
  it('are accepted: NaN, infinities, large integers, floats that are integers, booleans', async () => {
    const { core } = await withoutWorkers()
    const text = enqueueRow(ID, {
      budgets: { max_wall_time_sec: '60.0', max_tool_calls: 'true', max_output_bytes: 65536, max_concurrency_slots: 1 },
      meta: { nan: '«NaN»', low: '«-Infinity»', big: '«9007199254740993123»' },
    })
      .replaceAll(/"«([^»]*)»"/g, '$1')
      .replace('"60.0"', '60.0')
      .replace('"true"', 'true')
    const { root } = aDaliRepository(text + claim('w1', OVER).replace(String(OVER), 'NaN') + complete())
    const { jobs } = await importDali(core, root)
    expect(jobs).toMatchObject([{ state_here: 'succeeded' }])
    expect(only(core).job).toMatchObject({
      budgets: { max_wall_time_sec: 60, max_tool_calls: 1 },
      meta: { nan: 'NaN', low: '-Infinity', big: '9007199254740993123' },
    })
  })

  it('takes a lease without end for one that goes on', async () => {
    const { core } = await withoutWorkers()
    const { root } = aDaliRepository(enqueueRow(ID) + claim('w1', OVER).replace(String(OVER), 'Infinity'))
    await expect(importDali(core, root)).rejects.toMatchObject({ code: 'import_source_busy', data: { leases: 1 } })
  })
})

it.each([
  ['max_wall_time_sec exceeded', 'timed_out', 'max_wall_time_sec'],
  ['max_output_bytes exceeded', 'over_budget', 'max_output_bytes'],
  ['subprocess_not_allowed', 'failed', 'subprocess_not_allowed'],
  ['path_rejected:absolute', 'failed', 'path_rejected'],
  ['kill_switch:doc_compactor_step', 'killed', 'kill_switch'],
  ['something else', 'failed', 'dali_failure'],
])('knows DALI’s failure %j', async (error, state, code) => {
  const { core } = await withoutWorkers()
  await importDali(core, aDaliRepository(enqueueRow(ID) + claim() + fail(error)).root)
  expect(only(core)).toMatchObject({
    job: { state: 'failed', outcome: { code, message: error } },
    runs: [{ state, outcome: { code, message: error } }],
  })
})
