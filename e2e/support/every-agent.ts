import type { Core } from '#core'
import { agentSpecSchema, groupInputSchema, messageInputSchema } from '#schemas'
import { aJob } from './jobs.ts'
import { enqueued, settled, until } from './wait.ts'

/** Everything that agents, messages, groups and teams can come to. `skip` sets the clock of the core forward; `look` is called after each. */
export async function everyAgent(core: Core, skip: (ms: number) => void, look: () => void): Promise<void> {
  const spec = agentSpecSchema.parse({ capabilities: ['code'] })
  await core.agents.set({ name: 'coder', spec }, 'operator')
  await core.agents.set({ name: 'gone', spec }, 'operator')
  await core.agents.seen({ name: 'coder', state: 'busy' }, 'cli')
  await core.agents.set({ name: 'coder', spec: { ...spec, note: 'writes code' } }, 'operator')
  await core.agents.remove('gone', 'operator')
  look()

  const send = async (over: object) => {
    const input = { from: 'operator', to: { agent: 'coder' }, body: 'Hello.', ...over }
    const { messages } = await core.messages.send(messageInputSchema.parse(input), 'operator')
    return messages[0]?.id ?? ''
  }
  const first = await send({ subject: 'Plan', kind: 'decision' })
  await core.messages.take({ agent: 'coder', limit: 1 }, 'cli')
  await core.messages.read([first, await send({ reply_to: first })], 'cli')
  await core.messages.ack({ id: await send({ to: { capability: 'code' } }), note: 'Yes.' }, 'cli')
  await core.messages.ack({ id: first }, 'cli')
  const expiring = await send({ expires_at: new Date(Date.now() - 1000).toISOString() })
  await until('it has expired', () => core.messages.get(expiring).message.state === 'expired')
  await send({ from: 'coder', kind: 'spawn', to: undefined, body: JSON.stringify(aJob({ workspace: 'demo' })) })
  await send({ from: 'coder', kind: 'spawn', to: undefined, body: 'not a job' })
  look()

  const group = (over: object) => groupInputSchema.parse({ name: 'Release', members: [{ name: 'coder' }], ...over })
  const job = await enqueued(core, aJob())
  const members = [{ name: 'coder' }, { name: 'job', job }]
  const { id } = await core.groups.start(group({ members }), 'operator')
  await settled(core, job)
  await core.groups.heartbeat({ group: id, member: 'coder', state: 'failed', note: 'No.' }, 'cli')
  look()
  const stuck = await core.groups.start(group({ timeout_s: 1000, stuck_after_s: 60 }), 'operator')
  const nudge = (member: string) => core.groups.heartbeat({ group: stuck.id, member, state: 'running' }, 'cli')
  await nudge('coder')
  // Looked at when another group begins.
  for (const [name, wanted] of [
    ['steered', () => core.groups.get(stuck.id).members[0]?.steered_at !== null],
    ['told of', () => core.groups.get(stuck.id).members[0]?.alerted_at !== null],
    ['given up', () => core.groups.get(stuck.id).state === 'timed_out'],
  ] as const) {
    skip(name === 'given up' ? 1_400_000 : 61_000)
    await core.groups.start(group({}), 'operator')
    await until(`it is ${name}`, wanted)
    look()
  }

  await core.teams.set({ name: 'docs', members: ['coder'] }, 'operator')
  const open = await core.teams.addTask({ team: 'docs', title: 'Write' }, 'operator')
  await core.teams.endTask({ id: open.id, state: 'completed' }, 'cli')
  const gated = await core.teams.addTask({ team: 'docs', title: 'Publish', gate: group({}) }, 'operator')
  await core.groups.heartbeat({ group: gated.gate?.group ?? '', member: 'coder', state: 'completed' }, 'cli')
  await core.teams.remove('docs', 'operator')
  look()
}
