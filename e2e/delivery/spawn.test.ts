import { expect, it } from 'vitest'
import { agentSpecSchema, messageInputSchema } from '#schemas'
import { aJob } from '../support/jobs.ts'
import { testCore } from '../support/test-core.ts'
import { eventsOf, settled } from '../support/wait.ts'

async function spawned(body: object) {
  const { core } = await testCore({ slots: 1 })
  await core.agents.set({ name: 'coder', spec: agentSpecSchema.parse({}) }, 'operator')
  const asked = messageInputSchema.parse({ from: 'coder', kind: 'spawn', body: JSON.stringify(body) })
  const { messages } = await core.messages.send(asked, 'api')
  return { core, message: messages[0]! }
}

it('makes a job of what an agent asks for, which waits for the operator whatever the agent says', async () => {
  const approval = { at: ['step'], on_timeout: 'approve', timeout_s: 10 }
  const { core, message } = await spawned({ ...aJob(), workspace: 'demo', approval })
  expect(message).toMatchObject({ state: 'read', problem: null, job: expect.any(String) })
  const { job, runs } = core.jobs.get(message.job ?? '')
  expect(job.state).toBe('awaiting_approval')
  expect(runs).toEqual([])
  const [enqueued] = await eventsOf(core, { kind: ['job.enqueued'] })
  expect(enqueued).toMatchObject({ actor: 'agent:coder', job_id: job.id })
  expect(core.messages.get(message.id).receipts).toMatchObject([{ kind: 'spawned' }])
})

it('refuses what is no job, and keeps why', async () => {
  const { core, message } = await spawned({ ...aJob(), workspace: 'nowhere' })
  expect(message).toMatchObject({ state: 'refused', job: null, problem: expect.stringContaining('nowhere') })
  expect((await core.jobs.list({ limit: 1 })).items).toEqual([])
})

it('starts what a grant of the operator covers, as an approval of its own', async () => {
  const { core, message } = await spawned({ ...aJob(), workspace: 'demo' })
  const { items } = core.approvals.list({ filter: { state: ['pending'] }, limit: 5 })
  const { id, hash } = items[0]!
  await core.approvals.grant({ id, hash, uses: 1, minutes: 5 }, 'operator')
  const again = { from: 'coder', kind: 'spawn', body: JSON.stringify({ ...aJob(), workspace: 'demo' }) }
  const { messages } = await core.messages.send(messageInputSchema.parse(again), 'api')
  expect(messages[0]).toMatchObject({ state: 'read', problem: null })
  expect(messages[0]?.job).not.toBe(message.job)
  expect(await settled(core, messages[0]?.job ?? '')).toMatchObject({ attempts: 1 })
  const asked = await eventsOf(core, { kind: ['approval.asked'] })
  expect(asked).toHaveLength(2)
})
