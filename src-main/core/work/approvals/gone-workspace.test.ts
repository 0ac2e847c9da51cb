import { expect, it } from 'vitest'
import { aQueue } from '../test-bed.ts'
import { aRule, CAPS, seenOf, stateOf } from './asking-bed.ts'

const HOUR = 3_600_000

async function aRuledQueue() {
  const queue = aQueue()
  await aRule(queue, { timeout_s: 3600, on_timeout: 'approve' })
  return queue
}

it('is no way round an approval: a job queued again without its workspace is asked about', async () => {
  const queue = await aRuledQueue()
  const job = await queue.add()
  await queue.acts.cancel(job, 'operator')
  queue.hasWorkspace = false
  await queue.acts.retry(job, 'operator')
  expect(stateOf(queue, job)).toBe('awaiting_approval')
  const asked = seenOf(queue, job)
  queue.hasWorkspace = true
  expect(await queue.claim(CAPS)).toBeUndefined()
  await expect(queue.approvalActs.approve(asked, 'operator')).rejects.toMatchObject({ code: 'approval_changed' })
  await queue.approvalActs.approve(seenOf(queue, job), 'operator')
  expect(await queue.claim(CAPS)).toBeDefined()
})

it('makes what was approved of a workspace that is gone worth nothing once one is back', async () => {
  const queue = await aRuledQueue()
  const job = await queue.add()
  await queue.acts.cancel(job, 'operator')
  queue.hasWorkspace = false
  await queue.acts.retry(job, 'operator')
  await queue.approvalActs.approve(seenOf(queue, job), 'operator')
  expect(stateOf(queue, job)).toBe('queued')
  queue.hasWorkspace = true
  expect(await queue.claim(CAPS)).toBeUndefined()
  expect(stateOf(queue, job)).toBe('awaiting_approval')
})

it('keeps no other request from being decided in time', async () => {
  const queue = await aRuledQueue()
  const [one, other] = [await queue.add(), await queue.add()]
  queue.hasWorkspace = false
  queue.time.now += HOUR
  await queue.approvalActs.expire()
  for (const job of [one, other])
    expect(queue.approvalActs.list({ filter: { job }, limit: 5 }).items.map(({ state }) => state)).toEqual([
      'pending',
      'void',
    ])
})

it('lets a cancelled job be restored to what it was', async () => {
  const queue = await aRuledQueue()
  const job = await queue.add()
  await queue.acts.cancel(job, 'operator')
  queue.hasWorkspace = false
  await queue.acts.restore(job, 'operator')
  expect(stateOf(queue, job)).toBe('awaiting_approval')
  expect(seenOf(queue, job)).toBeDefined()
})
