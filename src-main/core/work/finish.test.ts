import { describe, expect, it } from 'vitest'
import { backoffMs } from './backoff.ts'
import { transition } from './finish.ts'
import { aQueue } from './test-bed.ts'

const CAPS = ['repo_tools']
const JOB = { attempts: 0, max_attempts: 3, cancel_requested: 0 }

describe('what follows the end of a run', () => {
  it.each([
    ['lost', false, {}, 'retrying'],
    ['lost', false, { attempts: 2 }, 'failed'],
    ['failed', true, {}, 'retrying'],
    ['failed', false, {}, 'failed'],
    ['timed_out', true, {}, 'failed'],
    ['over_budget', true, {}, 'failed'],
    ['lost', false, { cancel_requested: 1 }, 'cancelled'],
    ['succeeded', false, { cancel_requested: 1 }, 'succeeded'],
  ] as const)('of %s (transient: %s) with %o is %s', (state, transient, job, next) => {
    expect(transition({ ...JOB, ...job }, undefined, { state, code: 'x', transient }, false)).toEqual({
      state: next,
      heldReason: null,
      attemptUsed: true,
    })
  })

  it.each(['timed_out', 'over_budget'] as const)('of %s is another try where the job says so', (state) => {
    const end = { state, code: 'x', transient: false }
    expect(transition(JOB, { retry_on: [state] }, end, false).state).toBe('retrying')
  })

  it.each([
    ['kill_switch', true, { state: 'held', heldReason: 'kill_switch' }],
    ['kill_switch', false, { state: 'queued', heldReason: null }],
    ['shutdown', true, { state: 'held', heldReason: 'kill_switch' }],
    ['shutdown', false, { state: 'queued', heldReason: null }],
  ] as const)('that was killed by %s (engaged: %s) uses up no attempt', (code, engaged, next) => {
    const end = { state: 'killed', code, transient: false } as const
    expect(transition({ ...JOB, attempts: 2 }, undefined, end, engaged)).toEqual({ ...next, attemptUsed: false })
  })
})

it('waits twice as long before each further try, a quarter more or less, and never longer than the longest', () => {
  const limits = { minMs: 1000, maxMs: 10_000 }
  expect([1, 2, 3, 4, 5, 60].map((attempt) => backoffMs(limits, attempt, 0.5))).toEqual([
    1000, 2000, 4000, 8000, 10_000, 10_000,
  ])
  expect(backoffMs(limits, 1, 0)).toBe(750)
  expect(backoffMs(limits, 1, 1)).toBe(1250)
})

it('tries a job again when its wait is over, and fails it with its history when its attempts are used up', async () => {
  const queue = aQueue()
  const job = await queue.add({ max_attempts: 2 })
  for (const waitMs of [1000, undefined]) {
    const run = (await queue.claim(...CAPS))!
    await queue.finish(run.run, run.token, { state: 'lost', code: 'worker_exited', message: 'gone' })
    expect(queue.jobs.byId(job)?.run_at).toBe(waitMs === undefined ? null : queue.time.now + waitMs)
    await queue.acts.promoteDue()
    expect(await queue.claim(...CAPS)).toBeUndefined()
    queue.time.now += 1000
    await queue.acts.promoteDue()
  }
  expect(queue.jobs.byId(job)).toMatchObject({ state: 'failed', attempts: 2, outcome_code: 'worker_exited' })
  expect(queue.runs.ofJob(job)).toMatchObject([{ state: 'lost' }, { state: 'lost' }])
})
