import { expect, it } from 'vitest'
import type { JobSpecInput } from '#schemas'
import { aQueue, COMMANDS } from './test-bed.ts'

const slots = (max_concurrency_slots: number): JobSpecInput['budgets'] => ({
  max_wall_time_sec: 60,
  max_tool_calls: 50,
  max_output_bytes: 1_048_576,
  max_concurrency_slots,
})

it('lets as many jobs of a pool run as it has slots, and others beside them', async () => {
  const queue = aQueue()
  await queue.pools.set({ name: 'models', size: 2 }, 'test')
  for (let left = 4; left > 0; left -= 1) await queue.add({ pool: 'models' })
  const other = await queue.add()
  const claims = [await queue.claim('repo_tools'), await queue.claim('repo_tools'), await queue.claim('repo_tools')]
  expect(claims[2]?.job.id).toBe(other)
  expect(await queue.claim('repo_tools')).toBeUndefined()
  await queue.finish(claims[0]!.run, claims[0]!.token)
  expect(await queue.claim('repo_tools')).toBeDefined()
  expect(await queue.claim('repo_tools')).toBeUndefined()
})

it('counts a job with the slots of its budget, and one that wants more than there are as all of them', async () => {
  const queue = aQueue()
  await queue.pools.set({ name: 'models', size: 3 }, 'test')
  await queue.add({ pool: 'models', budgets: slots(2) })
  await queue.add({ pool: 'models', budgets: slots(8) })
  await queue.add({ pool: 'models', budgets: slots(1) })
  const first = await queue.claim('repo_tools')
  // The one that waits for all of it is not overtaken for ever.
  expect(await queue.claim('repo_tools')).toBeUndefined()
  await queue.finish(first!.run, first!.token)
  const second = await queue.claim('repo_tools')
  expect(second?.job.budgets.max_concurrency_slots).toBe(8)
  expect(await queue.claim('repo_tools')).toBeUndefined()
  expect(queue.pools.list()).toEqual([
    { name: 'models', size: 3, paused: false, known: true, used: 3, running: 1, queued: 1 },
  ])
})

it('gives a pool that nobody set one slot, and takes back what was set', async () => {
  const queue = aQueue()
  await queue.add({ pool: 'mutex' })
  await queue.add({ pool: 'mutex' })
  const first = await queue.claim('repo_tools')
  expect(await queue.claim('repo_tools')).toBeUndefined()
  expect(queue.pools.list()).toEqual([
    { name: 'mutex', size: 1, paused: false, known: false, used: 1, running: 1, queued: 1 },
  ])
  await queue.pools.set({ name: 'mutex', size: 2 }, 'test')
  expect(await queue.claim('repo_tools')).toBeDefined()
  await queue.pools.remove('mutex', 'test')
  expect(queue.pools.room('mutex')).toMatchObject({ size: 1, used: 2 })
  await expect(queue.pools.remove('mutex', 'test')).rejects.toThrow('Nobody set the pool mutex.')
  await queue.finish(first!.run, first!.token)
})

it('starts nothing of a pool that is paused', async () => {
  const queue = aQueue()
  await queue.pools.set({ name: 'models', paused: true }, 'test')
  await queue.add({ pool: 'models' })
  expect(await queue.claim('repo_tools')).toBeUndefined()
  await queue.pools.set({ name: 'models', paused: false }, 'test')
  expect(await queue.claim('repo_tools')).toBeDefined()
})

it('keeps to the workspace as well: one writer at a time, whatever the pool', async () => {
  const queue = aQueue()
  await queue.pools.set({ name: 'models', size: 5 }, 'test')
  await queue.add({ pool: 'models', policy: COMMANDS, workspace: 'demo' })
  await queue.add({ pool: 'models', policy: COMMANDS, workspace: 'demo' })
  const other = await queue.add({ pool: 'models', policy: COMMANDS, workspace: 'other' })
  expect(await queue.claim('repo_tools')).toBeDefined()
  expect((await queue.claim('repo_tools'))?.job.id).toBe(other)
  expect(await queue.claim('repo_tools')).toBeUndefined()
})
