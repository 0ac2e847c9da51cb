import { describe, expect, it } from 'vitest'
import { agentsOfATest } from '../agents-test-bed.ts'

const MINUTE = 60_000

describe('messages', () => {
  it('are given in the order of their kinds, then priorities, then age', async () => {
    const bed = agentsOfATest()
    await bed.agent('coder')
    for (const [kind, priority] of [
      ['text', 0],
      ['text', 5],
      ['preference', 0],
      ['task', 0],
      ['status', 5],
      ['decision', -5],
      ['fact', 9],
      ['constraint', -9],
    ] as const)
      await bed.send({ kind, priority, body: `${kind} ${priority}` })
    expect(bed.messages.inbox({ agent: 'coder', limit: 50 }).map(({ body }) => body)).toEqual([
      'constraint -9',
      'decision -5',
      'fact 9',
      'task 0',
      'preference 0',
      'text 5',
      'status 5',
      'text 0',
    ])
  })

  it('are given once, read, and acknowledged with a note, each with a receipt', async () => {
    const bed = agentsOfATest()
    await bed.agent('coder')
    const [message] = await bed.send({ ack_required: true })
    const id = message?.id ?? ''
    expect(await bed.messages.take({ agent: 'coder', limit: 5 }, 'coder-key')).toMatchObject([
      { id, state: 'delivered', body: 'Hello.' },
    ])
    expect(await bed.messages.take({ agent: 'coder', limit: 5 }, 'coder-key')).toEqual([])
    await bed.messages.read([id], 'coder-key')
    expect(await bed.messages.ack({ id, note: 'Will do, hunter2hunter2.' }, 'coder-key')).toMatchObject({
      state: 'read',
      acked_at: expect.any(String),
    })
    expect(bed.messages.get(id).receipts.map(({ kind, note }) => [kind, note])).toEqual([
      ['acked', 'Will do, [redacted].'],
      ['read', null],
      ['delivered', null],
    ])
  })

  it('expire, also while nobody looks', async () => {
    const bed = agentsOfATest()
    await bed.agent('coder')
    const [soon] = await bed.send({ expires_at: '2026-01-10T12:05:00Z' })
    await bed.send({ body: 'Stays.' })
    await bed.pass(6 * MINUTE)
    expect(bed.messages.inbox({ agent: 'coder', limit: 5 }).map(({ body }) => body)).toEqual(['Stays.'])
    expect(bed.messages.get(soon?.id ?? '')).toMatchObject({
      message: { state: 'expired' },
      receipts: [{ kind: 'expired' }],
    })
    await expect(bed.messages.ack({ id: soon?.id ?? '' }, 'x')).rejects.toMatchObject({ code: 'message_state' })
  })

  it('answer in the thread they belong to', async () => {
    const bed = agentsOfATest()
    await bed.agent('coder')
    const [first] = await bed.send({ subject: 'Plan' })
    const [answer] = await bed.send({ from: 'coder', to: { agent: 'operator' }, reply_to: first?.id ?? '' })
    const [next] = await bed.send({ reply_to: answer?.id ?? '' })
    expect(bed.messages.list({ thread: first?.id ?? '', limit: 50 }).items.map(({ id }) => id)).toEqual(
      [next, answer, first].map((message) => message?.id),
    )
    expect(bed.told()).toEqual(['Message for operator from coder'])
  })

  it('to many are one for each: a team, or everyone but the sender', async () => {
    const bed = agentsOfATest()
    for (const name of ['coder', 'tester', 'writer']) await bed.agent(name)
    await bed.teams.set({ name: 'docs', members: ['writer', 'tester'] }, 'operator')
    const toTeam = await bed.send({ from: 'writer', to: { team: 'docs' } })
    expect(toTeam).toMatchObject([{ to: 'tester', team: 'docs' }])
    const toAll = await bed.send({ to: { everyone: true } })
    expect(toAll.map(({ to }) => to)).toEqual(['coder', 'tester', 'writer'])
    // Who is gone takes nothing, and would find it waiting under the name's next bearer.
    await bed.agents.remove('tester', 'operator')
    expect(await bed.send({ to: { team: 'docs' } })).toMatchObject([{ to: 'writer' }])
    await bed.messages.read([toAll[0]?.id ?? ''], 'x')
    expect(bed.messages.get(toAll[1]?.id ?? '').message.state).toBe('pending')
  })

  it('for a capability go to an agent that has it: idle before busy, then the one with the least to do', async () => {
    const bed = agentsOfATest()
    await bed.agent('a-busy', 'code')
    await bed.agent('b-idle', 'code')
    await bed.agent('c-all', '*')
    await bed.agents.seen({ name: 'a-busy', state: 'busy' }, 'x')
    const routed = async () => (await bed.send({ to: { capability: 'code' } }))[0]?.to
    expect([await routed(), await routed(), await routed()]).toEqual(['b-idle', 'c-all', 'b-idle'])
    for (const name of ['b-idle', 'c-all']) await bed.agents.seen({ name, state: 'offline' }, 'x')
    expect(await routed()).toBe('a-busy')
    await expect(bed.send({ to: { capability: 'paint' } })).rejects.toMatchObject({
      code: 'no_agent_offers',
      data: { capability: 'paint' },
    })
  })

  it('for a capability never come back to who sends them', async () => {
    const bed = agentsOfATest()
    await bed.agent('asks', 'code')
    const ask = () => bed.send({ from: 'asks', to: { capability: 'code' } })
    await expect(ask()).rejects.toMatchObject({ code: 'no_agent_offers' })
    await bed.agent('does', 'code')
    await bed.agents.seen({ name: 'does', state: 'busy' }, 'x')
    expect(await ask()).toMatchObject([{ to: 'does' }])
  })

  it('join a thread that their sender can see, and no other', async () => {
    const bed = agentsOfATest()
    for (const name of ['coder', 'tester', 'spy']) await bed.agent(name)
    const [first] = await bed.send({ subject: 'Plan' })
    const answer = (from: string, to: string) => bed.send({ from, to: { agent: to }, reply_to: first?.id ?? '' })
    await expect(answer('spy', 'coder')).rejects.toMatchObject({ code: 'message_not_found' })
    const [drawnIn] = await answer('coder', 'tester')
    expect(await answer('tester', 'operator')).toMatchObject([{ thread: drawnIn?.thread }])
    expect(await answer('operator', 'tester')).toMatchObject([{ thread: first?.thread }])
  })

  it('go to nobody who is not there', async () => {
    const bed = agentsOfATest()
    await expect(bed.send({ to: { agent: 'ghost' } })).rejects.toMatchObject({ code: 'agent_not_found' })
    await expect(bed.send({ from: 'ghost', to: { agent: 'operator' } })).rejects.toMatchObject({
      code: 'agent_not_found',
    })
  })

  it('hide the secrets that are known', async () => {
    const bed = agentsOfATest()
    await bed.agent('coder')
    const [message] = await bed.send({ subject: 'hunter2hunter2', body: 'it is hunter2hunter2' })
    expect(bed.messages.get(message?.id ?? '').message).toMatchObject({
      subject: '[redacted]',
      body: 'it is [redacted]',
    })
  })

  it('are told of by name only, through the alias of the agent', async () => {
    const bed = agentsOfATest()
    await bed.alias('team', { channel: 'file', file: 'team.jsonl' })
    await bed.agents.set({ name: 'coder', spec: { note: '', capabilities: [], deliver_to: 'team' } }, 'operator')
    await bed.send({ subject: 'Do not tell', body: 'this' })
    await bed.rest()
    expect(bed.lines('team.jsonl')).toMatchObject([{ title: 'Message for coder from operator', text: '' }])
  })
})

describe('a spawn', () => {
  const job = {
    type: 'doc_compactor_task',
    payload: { inputs: ['README.md'], max_input_bytes: 4096, max_output_bytes: 4096 },
    budgets: { max_wall_time_sec: 60, max_tool_calls: 50, max_output_bytes: 1_048_576, max_concurrency_slots: 1 },
    policy: { allow_network: false, allow_subprocess: false, allowed_tools: [] },
    workspace: 'demo',
  }

  it('becomes a job that waits for the operator, whatever it says of that itself', async () => {
    const bed = agentsOfATest()
    await bed.agent('coder')
    const approval = { at: [], on_timeout: 'approve' }
    const body = JSON.stringify({ ...job, approval })
    const [message] = await bed.send({ from: 'coder', kind: 'spawn', to: undefined, body })
    expect(message).toMatchObject({ job: expect.any(String), problem: null })
    const events = bed.ledger.page({ limit: 100 }).items
    expect(events.find(({ kind }) => kind === 'job.enqueued')?.payload).toMatchObject({ state: 'awaiting_approval' })
    expect(events.find(({ kind }) => kind === 'approval.asked')?.payload).toMatchObject({ on_timeout: 'reject' })
  })

  it.each([
    ['no JSON', 'rm -rf /'],
    ['no object', '[]'],
    ['no job', '{"type":"shell"}'],
  ])('that is %s is refused', async (_, body) => {
    const bed = agentsOfATest()
    await bed.agent('coder')
    const [message] = await bed.send({ from: 'coder', kind: 'spawn', to: undefined, body })
    expect(message).toMatchObject({ state: 'refused', to: null, job: null })
  })
})

describe('agents', () => {
  it('are listed as far as they can be read where somebody wrote to one, which offers nothing until it is set again', async () => {
    const bed = agentsOfATest()
    for (const name of ['coder', 'tester']) await bed.agent(name, 'code')
    const { store } = bed
    const write = store.change<object>("UPDATE agent SET spec = '{', state = 'odd' WHERE name = 'coder'")
    await store.write((change) => write.run(change, {}))
    expect(bed.agents.list()).toMatchObject([
      { name: 'coder', state: 'offline', capabilities: [], note: expect.stringContaining('cannot be read') },
      { name: 'tester', state: 'idle', capabilities: ['code'] },
    ])
    expect(await bed.send({ to: { capability: 'code' } })).toMatchObject([{ to: 'tester' }])
    expect(await bed.send({ to: { agent: 'coder' } })).toMatchObject([{ to: 'coder' }])
    await bed.agents.seen({ name: 'coder', state: 'idle' }, 'x')
    expect(await bed.agent('coder', 'review')).toMatchObject({ state: 'idle', capabilities: ['review'], note: '' })
  })

  it('are registered again without losing what they are doing, and tell when they were heard of', async () => {
    const bed = agentsOfATest()
    await bed.agent('coder', 'code')
    await bed.agents.seen({ name: 'coder', state: 'busy' }, 'x')
    expect(await bed.agent('coder', 'code', 'review')).toMatchObject({
      state: 'busy',
      capabilities: ['code', 'review'],
      last_seen_at: '2026-01-10T12:00:00.000Z',
    })
    await bed.agents.remove('coder', 'operator')
    expect(bed.agents.list()).toEqual([])
    await expect(bed.agents.seen({ name: 'coder', state: 'idle' }, 'x')).rejects.toMatchObject({
      code: 'agent_not_found',
    })
  })

  it('are told of through aliases that are there only', async () => {
    const bed = agentsOfATest()
    const spec = { note: '', capabilities: [], deliver_to: 'nobody' }
    await expect(bed.agents.set({ name: 'coder', spec }, 'operator')).rejects.toMatchObject({ code: 'alias_not_found' })
  })
})
