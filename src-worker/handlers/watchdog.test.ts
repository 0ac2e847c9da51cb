import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { watchdogPayload, watchdogResult } from '#schemas'
import { readyWorker, type WorkerHarness } from '../testing/worker-harness.ts'
import { type Check, readCheck } from './watchdog.ts'

const START = Date.parse('2026-11-21T08:00:00Z')
const payload = watchdogPayload.parse({
  target: 'import',
  check: ['check'],
  started_at: '2026-11-21T08:00:00Z',
  timeout_min: 30,
})

function stateOf(check: Partial<Check>, minutes = 5) {
  const { state, reason } = readCheck(
    payload,
    { end: 'exited', code: 0, durationMs: 3, stdout: '', ...check },
    START + minutes * 60_000,
  )
  return `${state} ${reason}`
}

describe('what the check of a watchdog says', () => {
  it('is finished by a final answer and exit 0 alone', () => {
    const final = (answer: object) => stateOf({ stdout: `${JSON.stringify(answer)}\n` })
    expect(final({ terminal: true })).toBe('done terminal_answer')
    for (const status of ['done', 'error', 'interrupted', 'spawn-warning'])
      expect(final({ status })).toBe('done terminal_answer')
    expect(final({ status: 'running' })).toBe('running still_running')
    expect(final({ terminal: 'true' })).toBe('running still_running')
    expect(final([{ terminal: true }])).toBe('running still_running')
    expect(stateOf({ stdout: 'done' })).toBe('running still_running')
    expect(stateOf({ stdout: 'looking…\n{"terminal":true}\n' })).toBe('done terminal_answer')
    expect(stateOf({ code: 3, stdout: '{"terminal":true}' })).toBe('error other_exit')
  })

  it('is stuck by exit 1, and by the time that has passed', () => {
    expect(stateOf({ code: 1 })).toBe('stuck said_stuck')
    expect(stateOf({ code: 1, stdout: '{"terminal":true}' })).toBe('stuck said_stuck')
    expect(stateOf({}, 29.9)).toBe('running still_running')
    expect(stateOf({}, 30)).toBe('stuck too_long')
    expect(stateOf({ code: 7 }, 31)).toBe('stuck too_long')
    expect(stateOf({ stdout: '{"status":"done"}' }, 31)).toBe('done terminal_answer')
  })

  it('says nothing with exit 2, however long it has been', () => {
    expect(stateOf({ code: 2 })).toBe('transient said_transient')
    expect(stateOf({ code: 2 }, 300)).toBe('transient said_transient')
  })

  it('is a check that failed otherwise', () => {
    expect(stateOf({ code: 127 })).toBe('error other_exit')
    expect(stateOf({ code: null, end: 'timed_out' })).toBe('error check_timed_out')
    expect(stateOf({ code: null, end: 'signalled' })).toBe('error check_signalled')
    expect(stateOf({ code: null, end: 'not_started' })).toBe('error check_not_started')
  })

  it('takes at most a minute', () => {
    expect(watchdogPayload.safeParse({ ...payload, check_timeout_sec: 61 }).success).toBe(false)
  })
})

describe('a watchdog in its worker', () => {
  let worker: WorkerHarness
  beforeAll(async () => {
    worker = await readyWorker()
  })
  afterAll(() => worker.close())

  const check = (argv: string[], over: object = {}) =>
    worker.run({
      type: 'watchdog_task',
      payload: { target: 'import', check: argv, started_at: new Date().toISOString(), timeout_min: 30, ...over },
    })

  it('keeps the answer of the check with its result', async () => {
    const { finish } = await check(['echo', '{"status":"done","summary":"3 rows"}'])
    expect(finish).toMatchObject({ state: 'succeeded', artifacts: [] })
    expect(watchdogResult.parse(finish.result)).toMatchObject({
      state: 'done',
      exit_code: 0,
      answer: { status: 'done', summary: '3 rows' },
      message: 'import is finished: done.',
    })
  })

  it('fails when its check takes too long or cannot be started, and says so in the result', async () => {
    const slow = await check(['sleep', '60'], { check_timeout_sec: 1 })
    expect(slow.finish).toMatchObject({
      state: 'failed',
      outcome: { code: 'watchdog_check_failed', message: 'The check of import took longer than 1 s and was ended.' },
      result: { state: 'error', reason: 'check_timed_out', exit_code: null },
    })
    const missing = await check(['no-such-command-anywhere'])
    expect(missing.finish).toMatchObject({ state: 'failed', result: { state: 'error', reason: 'check_not_started' } })
  })
})
