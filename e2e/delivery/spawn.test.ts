import { expect, it } from 'vitest'
import { agentSpecSchema, messageInputSchema } from '#schemas'
import { aJob } from '../support/jobs.ts'
import { testCore } from '../support/test-core.ts'
import { eventsOf } from '../support/wait.ts'

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
