import { expect, it } from 'vitest'
import { aQueue, COMMANDS } from './test-bed.ts'

const CAPS = ['repo_tools']

it('takes the highest priority first, and of equal ones the oldest', async () => {
  const queue = aQueue()
  const [old, young] = [await queue.add(), await queue.add()]
  const [low, high] = [await queue.add({ priority: -1 }), await queue.add({ priority: 5 })]
  const order: (string | undefined)[] = []
  for (let n = 0; n < 4; n += 1) order.push((await queue.claim(...CAPS))?.job.id)
  expect(order).toEqual([high, old, young, low])
  expect(await queue.claim(...CAPS)).toBeUndefined()
})

it('passes over what the worker cannot serve, however old and urgent', async () => {
  const queue = aQueue()
  for (let n = 0; n < 3; n += 1) await queue.add({ requires: ['llm:vllm'], priority: 9 })
  const servable = await queue.add()
  expect((await queue.claim(...CAPS))?.job.id).toBe(servable)
  expect(await queue.claim(...CAPS)).toBeUndefined()
  expect((await queue.claim(...CAPS, 'llm:vllm'))?.job.policy).toBeDefined()
})

it('gives a job to one worker only', async () => {
  const queue = aQueue()
  await queue.add()
  const claims = await Promise.all([queue.claim(...CAPS), queue.claim(...CAPS), queue.claim(...CAPS)])
  expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1)
})

it('gives nothing while the kill switch is engaged, and nothing before its time', async () => {
  const queue = aQueue()
  await queue.add({ run_at: new Date(queue.time.now + 60_000).toISOString() })
  await queue.acts.promoteDue()
  expect(await queue.claim(...CAPS)).toBeUndefined()
  queue.time.now += 60_000
  await queue.acts.promoteDue()
  queue.time.blocked = true
  expect(await queue.claim(...CAPS)).toBeUndefined()
  queue.time.blocked = false
  expect(await queue.claim(...CAPS)).toMatchObject({ number: 1 })
})

it('gives each run a greater token than any before, and the old one changes nothing any more', async () => {
  const queue = aQueue()
  const job = await queue.add({ max_attempts: 3 })
  const first = (await queue.claim(...CAPS))!
  await queue.finish(first.run, first.token, { state: 'lost', code: 'worker_exited' })
  await queue.acts.retry(job, 'test')
  const second = (await queue.claim(...CAPS))!
  expect(second).toMatchObject({ number: 2 })
  expect(second.token).toBeGreaterThan(first.token)
  expect(await queue.finish(second.run, first.token)).toBe(false)
  expect(queue.jobs.byId(job)).toMatchObject({ state: 'running' })
  expect(queue.ledger.get(queue.ledger.head().seq)).toMatchObject({ kind: 'run.late_message' })
})

it('lets one run at a time write in a workspace, and passes over those that wait for it', async () => {
  const queue = aQueue()
  const [first, second] = [await queue.add({ policy: COMMANDS }), await queue.add({ policy: COMMANDS, priority: -1 })]
  const elsewhere = await queue.add({ policy: COMMANDS, workspace: 'other' })
  const reads = await queue.add({ policy: { ...COMMANDS, write_workspace: false } })
  const writer = (await queue.claim(...CAPS))!
  expect(writer.job.id).toBe(first)
  expect((await queue.claim(...CAPS))?.job.id).toBe(elsewhere)
  expect((await queue.claim(...CAPS))?.job.id).toBe(reads)
  expect(await queue.claim(...CAPS)).toBeUndefined()
  await queue.finish(writer.run, writer.token)
  expect((await queue.claim(...CAPS))?.job.id).toBe(second)
})

it('keeps to that for jobs which an older Interlock left in the lane of all others', async () => {
  const queue = aQueue()
  const jobs = [await queue.add({ policy: COMMANDS }), await queue.add({ policy: COMMANDS })]
  const moved = queue.store.change<object>("UPDATE job SET lane = 'repo_tools'")
  await queue.store.write((write) => void moved.run(write, {}))
  expect((await queue.claim(...CAPS))?.job.id).toBe(jobs[0])
  expect(await queue.claim(...CAPS)).toBeUndefined()
})

it('gives a run what the operator granted its workspace', async () => {
  const queue = aQueue()
  queue.grants = { toolchains: ['/opt/tools'], floor: 'os-partial' }
  await queue.add()
  expect((await queue.claim(...CAPS))?.workspace).toMatchObject({
    toolchains: ['/opt/tools'],
    sandbox_floor: 'os-partial',
  })
})
