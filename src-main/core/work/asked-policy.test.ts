import { expect, it } from 'vitest'
import { aQueue, COMMANDS } from './test-bed.ts'

const NETWORK = { ...COMMANDS, allow_network: true }

it('lets no job that asks for the network run before the operator has approved exactly that job', async () => {
  const queue = aQueue()
  const hashes: string[] = []
  for (const over of [{ id: 'job-net-1' }, { id: 'job-net-2' }, { id: 'job-net-3', priority: 1 }]) {
    const job = await queue.add({ ...over, policy: NETWORK })
    const { items } = queue.approvalActs.list({ filter: { job }, limit: 5 })
    expect(items).toMatchObject([{ state: 'pending', network: true, reasons: [{ by: 'network' }] }])
    hashes.push(items[0]?.hash ?? '')
  }
  expect(new Set(hashes).size).toBe(3)
  expect(await queue.claim('repo_tools')).toBeUndefined()
})

it('takes a DALI job that names the network in, since it gets none', async () => {
  const queue = aQueue()
  expect(await queue.add({ policy: NETWORK, compat: 'dali' })).toBeDefined()
})

it('refuses less sandbox than usual without a reason, and keeps the reason with who asked', async () => {
  const queue = aQueue()
  const policy = { ...COMMANDS, min_sandbox: 'os-partial' } as const
  await expect(queue.add({ policy })).rejects.toMatchObject({
    code: 'sandbox_lowering_unexplained',
    data: { minimum: 'os-partial', usual: 'os-enforced' },
  })
  const job = await queue.add({ policy, sandbox_why: 'It is my own code.' })
  const event = queue.ledger.lastOf(job, ['job.sandbox_lowered'])
  expect(event).toMatchObject({ actor: 'test', payload: { to: 'os-partial', usual: 'os-enforced' } })
})

it('asks no reason for more sandbox, nor for the usual', async () => {
  const queue = aQueue()
  for (const min_sandbox of ['os-enforced', 'policy-only'] as const)
    expect(await queue.add({ policy: { ...COMMANDS, allow_subprocess: false, min_sandbox } })).toBeDefined()
  expect(await queue.add({ policy: { ...COMMANDS, min_sandbox: 'os-enforced' } })).toBeDefined()
})
