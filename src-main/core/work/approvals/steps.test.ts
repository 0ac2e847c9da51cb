import { describe, expect, it } from 'vitest'
import type { StepAnswer } from '#core/control'
import { aQueue, COMMANDS, type Queue } from '../test-bed.ts'
import { seenOf } from './asking-bed.ts'

const TOOL = 'subprocess.run_argv'
const PUSH = { argv: ['git', 'push'], cwd: '.', timeout_sec: 60 }

/** A job that asks before each of its steps, and its first run. */
async function aRun(queue: Queue, if_rejected: 'end' | 'skip' = 'end') {
  const job = await queue.add({
    type: 'test_runner_task',
    payload: { commands: [['git', 'push']], timeout_sec: 60 },
    policy: COMMANDS,
    approval: { at: ['step'], if_rejected },
  })
  return { job, ...(await claimed(queue)) }
}

async function claimed(queue: Queue) {
  const assignment = await queue.claim('repo_tools')
  if (assignment === undefined) throw new Error('There was nothing to claim.')
  const { run, token, job, continuation } = assignment
  const gate = queue.gate.stepsOf({ run, job: job.id, asksItself: true })
  const answer = (args: unknown = PUSH, number = 1) =>
    queue.store.write((write) => gate.answer(write, { tool: TOOL, args, number }))
  return { run, token, continuation, answer, mustSync: gate.mustSync }
}

/** Ends a run for a step that it was told to ask about. */
async function suspend(queue: Queue, run: string, token: number, answer: StepAnswer, args: unknown = PUSH) {
  if (answer.answer !== 'ask') throw new Error(`It was answered ${answer.answer}.`)
  const suspension = { kind: 'step' as const, tool: TOOL, args, terms: answer.terms, continuation: { at: 1 } }
  await queue.finish(run, token, { state: 'suspended', code: 'approval_pending', message: 'It waits.', suspension })
}

async function approved(queue: Queue) {
  const first = await aRun(queue)
  await suspend(queue, first.run, first.token, await first.answer())
  const seen = seenOf(queue, first.job)
  await queue.approvalActs.approve(seen, 'operator')
  return { ...(await claimed(queue)), job: first.job, approval: seen.id }
}

describe('an approved step', () => {
  it('goes on in the next run, once, and is spent there', async () => {
    const queue = aQueue()
    const { run, answer, continuation, mustSync, approval } = await approved(queue)
    expect(continuation).toEqual({ at: 1 })
    expect(mustSync()).toBe(true)
    expect(await answer(PUSH, 4)).toEqual({ answer: 'go' })
    expect(queue.approvalActs.get(approval).approval).toMatchObject({ state: 'approved', spent_by: run })
    expect(mustSync()).toBe(false)
    expect(await answer(PUSH, 5)).toMatchObject({ answer: 'ask' })
  })

  it('is that tool with those arguments and no other', async () => {
    const queue = aQueue()
    const { answer } = await approved(queue)
    expect(await answer({ ...PUSH, argv: ['git', 'push', '--force'] })).toMatchObject({ answer: 'ask' })
    expect(await answer({ ...PUSH, cwd: 'elsewhere' })).toMatchObject({ answer: 'ask' })
    expect(await answer()).toEqual({ answer: 'go' })
  })

  it('is asked about anew where something else changed meanwhile', async () => {
    const queue = aQueue()
    const { answer, approval } = await approved(queue)
    queue.grants = { toolchains: ['/opt/evil'], floor: null }
    expect(await answer()).toMatchObject({ answer: 'ask' })
    expect(queue.approvalActs.get(approval).approval).toMatchObject({ state: 'void', void_reason: 'changed' })
  })

  it('is asked about again when its job was cancelled and is tried again by the operator', async () => {
    const queue = aQueue()
    const first = await aRun(queue)
    await suspend(queue, first.run, first.token, await first.answer())
    const seen = seenOf(queue, first.job)
    await queue.approvalActs.approve(seen, 'operator')
    await queue.acts.cancel(first.job, 'operator')
    await queue.acts.retry(first.job, 'operator')
    expect(queue.approvalActs.get(seen.id).approval).toMatchObject({ state: 'void', void_reason: 'queued_again' })
    const { answer } = await claimed(queue)
    expect(await answer()).toMatchObject({ answer: 'ask' })
  })

  it('is no approval of another job, and none that somebody wrote into the table', async () => {
    const queue = aQueue()
    const first = await aRun(queue)
    await suspend(queue, first.run, first.token, await first.answer())
    const forge = (sql: string) => {
      const statement = queue.store.change<object>(sql)
      return queue.store.write((write) => statement.run(write, {}))
    }
    const other = await aRun(queue)
    await forge(`UPDATE approval SET state = 'approved', decision = seq, job = (SELECT max(seq) FROM job)`)
    expect(await other.answer()).toMatchObject({ answer: 'ask' })
  })

  it('is still asked about, with where it goes on, after its run was lost before it', async () => {
    const queue = aQueue()
    const lost = await approved(queue)
    await queue.finish(lost.run, lost.token, { state: 'lost', code: 'worker_exited' })
    queue.time.now += 120_000
    await queue.acts.promoteDue()
    const again = await claimed(queue)
    expect(again.continuation).toEqual({ at: 1 })
    expect(await again.answer()).toEqual({ answer: 'go' })
  })
})

describe('a rejected step', () => {
  it('ends the job, or is refused once where the job goes on without it', async () => {
    const queue = aQueue()
    const ending = await aRun(queue)
    await suspend(queue, ending.run, ending.token, await ending.answer())
    await queue.approvalActs.reject(seenOf(queue, ending.job), 'operator')
    expect(queue.jobs.byId(ending.job)).toMatchObject({ state: 'cancelled', outcome_code: 'approval_rejected' })

    const skipping = await aRun(queue, 'skip')
    await suspend(queue, skipping.run, skipping.token, await skipping.answer())
    await queue.approvalActs.reject({ ...seenOf(queue, skipping.job), note: 'No.' }, 'operator')
    const next = await claimed(queue)
    expect(await next.answer()).toEqual({ answer: 'refused', as: 'rejected', note: 'No.' })
    expect(await next.answer()).toMatchObject({ answer: 'ask' })
  })
})

it('cancels a suspended run whose job was to be cancelled, and asks nobody', async () => {
  const queue = aQueue()
  const { job, run, token, answer } = await aRun(queue)
  const asked = await answer()
  await queue.acts.cancel(job, 'operator')
  await suspend(queue, run, token, asked)
  expect(queue.jobs.byId(job)).toMatchObject({ state: 'cancelled' })
  expect(queue.approvalActs.list({ filter: { job }, limit: 5 }).items).toEqual([])
})
