import { describe, expect, it } from 'vitest'
import { agentsOfATest } from '../agents-test-bed.ts'

const MINUTE = 60_000
const two = [{ name: 'a' }, { name: 'b' }]
const SOON = { timeout_s: 600, stuck_after_s: 3600 }

const states = (group: { members: readonly { name: string; state: string }[] }) =>
  Object.fromEntries(group.members.map(({ name, state }) => [name, state]))

describe('a task group', () => {
  it('is completed when all its members are', async () => {
    const bed = agentsOfATest()
    const { id } = await bed.start({ members: two, ...SOON })
    await bed.beat(id, 'a', 'running', 'half way')
    await bed.beat(id, 'a', 'completed')
    expect(bed.groups.get(id)).toMatchObject({ state: 'active', members: [{ note: 'half way' }, { state: 'pending' }] })
    expect(await bed.beat(id, 'b', 'completed')).toMatchObject({ state: 'completed', ended_at: expect.any(String) })
    expect(bed.told()).toEqual(['Group done: Release'])
    await expect(bed.beat(id, 'b')).rejects.toMatchObject({ code: 'group_over' })
  })

  it('is failed when one member is, but only once all are done', async () => {
    const bed = agentsOfATest()
    const { id } = await bed.start({ members: two, ...SOON })
    expect((await bed.beat(id, 'a', 'failed')).state).toBe('active')
    await expect(bed.beat(id, 'a')).rejects.toMatchObject({ code: 'member_over' })
    expect((await bed.beat(id, 'b', 'completed')).state).toBe('failed')
    expect(bed.told()).toEqual(['Group failed: Release'])
  })

  it('times out when members that were not heard of lately are still missing', async () => {
    const bed = agentsOfATest()
    const { id } = await bed.start({ members: two, ...SOON })
    await bed.pass(9 * MINUTE)
    await bed.beat(id, 'a')
    await bed.pass(2 * MINUTE)
    expect(bed.groups.get(id).state).toBe('active')
    expect(states(bed.groups.get(id))).toEqual({ a: 'running', b: 'dead' })
    await bed.beat(id, 'a')
    await bed.pass(4 * MINUTE)
    expect(states(bed.groups.get(id))).toEqual({ a: 'running', b: 'dead' })
    await bed.pass(MINUTE)
    expect(bed.groups.get(id)).toMatchObject({ state: 'timed_out', members: [{ state: 'dead' }, { state: 'dead' }] })
    expect(bed.told()).toEqual(['Group timed out: Release'])
  })

  it('is ended at the start where its time was over before', async () => {
    const bed = agentsOfATest({ begun: false })
    const { id } = await bed.start({ members: two, ...SOON })
    await bed.beat(id, 'a', 'completed')
    await bed.pass(60 * MINUTE)
    expect(bed.groups.get(id).state).toBe('active')
    bed.begin()
    await bed.rest()
    expect(bed.groups.get(id)).toMatchObject({
      state: 'timed_out',
      members: [{ state: 'completed' }, { state: 'dead' }],
    })
    expect(bed.told()).toEqual(['Group timed out: Release'])
  })

  it('is told of where it was to be told, and listens to no stranger', async () => {
    const bed = agentsOfATest()
    await bed.alias('team', { channel: 'file', file: 'team.jsonl' })
    const { id } = await bed.start({ members: [{ name: 'a' }], deliver_to: 'team' })
    await expect(bed.beat(id, 'x')).rejects.toMatchObject({ code: 'member_not_found', data: { known: ['a'] } })
    await bed.beat(id, 'a', 'completed')
    await bed.rest()
    expect(bed.lines('team.jsonl')).toMatchObject([
      { topic: 'group.ended', facts: { completed: 1, not_completed: '' } },
    ])
    await expect(bed.start({ members: two, deliver_to: 'nobody' })).rejects.toMatchObject({ code: 'alias_not_found' })
  })

  it('ends a member with the job that it is', async () => {
    const bed = agentsOfATest()
    const { id } = await bed.start({
      members: [
        { name: 'a', job: 'job-1' },
        { name: 'b', job: 'job-2' },
      ],
    })
    const settle = (job: string, state: 'succeeded' | 'cancelled') =>
      bed.store.write((write) =>
        bed.groups.onSettled(write, {
          seq: 1,
          id: job,
          type: 'doc_compactor_task',
          workspace: 'demo',
          state,
          run: null,
          code: null,
          verdict: null,
          origin: undefined,
          at: 0,
        }),
      )
    await settle('job-1', 'succeeded')
    expect(states(bed.groups.get(id))).toEqual({ a: 'completed', b: 'pending' })
    await settle('job-2', 'cancelled')
    expect(bed.groups.get(id).state).toBe('failed')
  })
})

describe('groups, teams and tasks that somebody wrote to', () => {
  it('are listed with the others, as far as they can be read', async () => {
    const bed = agentsOfATest()
    await bed.agent('coder')
    await bed.start({ members: two })
    await bed.start({ members: two, name: 'Whole' })
    for (const name of ['broken', 'whole']) await bed.teams.set({ name, members: ['coder'] }, 'operator')
    await bed.teams.addTask({ team: 'whole', title: 'Publish' }, 'operator')
    const { store } = bed
    const changes = [
      "UPDATE task_group SET state = 'odd' WHERE name = 'Release'",
      "UPDATE group_member SET state = 'odd' WHERE name = 'a'",
      "UPDATE team SET members = 'coder' WHERE name = 'broken'",
      "UPDATE team_task SET state = 'odd'",
    ].map((sql) => store.change<object>(sql))
    await store.write((write) => changes.forEach((change) => change.run(write, {})))
    expect(bed.groups.list({ limit: 5 }).items).toMatchObject([
      { name: 'Whole', state: 'active', members: [{ state: 'dead' }, { state: 'pending' }] },
      { name: 'Release', state: 'failed', members: [{ state: 'dead' }, { state: 'pending' }] },
    ])
    expect(bed.teams.list()).toMatchObject([
      { name: 'broken', members: [] },
      { name: 'whole', members: ['coder'] },
    ])
    expect(bed.teams.tasks({ team: 'whole', limit: 5 })).toMatchObject([{ title: 'Publish', state: 'failed' }])
    await expect(bed.send({ to: { team: 'broken' } })).rejects.toMatchObject({
      message: expect.stringContaining('cannot be read'),
    })
    expect(await bed.teams.set({ name: 'broken', members: ['coder'] }, 'operator')).toMatchObject({
      members: ['coder'],
    })
  })
})

describe('a stuck member', () => {
  const stuck = { timeout_s: 86_400, stuck_after_s: 600 }

  it('is steered once, then told of once, and no more', async () => {
    const bed = agentsOfATest()
    await bed.agent('a')
    const { id } = await bed.start({ members: [{ name: 'a' }], ...stuck })
    await bed.beat(id, 'a')
    await bed.pass(9 * MINUTE)
    expect(bed.messages.inbox({ agent: 'a', limit: 5 })).toEqual([])
    await bed.pass(MINUTE)
    expect(bed.messages.inbox({ agent: 'a', limit: 5 })).toMatchObject([
      { kind: 'steer', from: 'operator', ack_required: true, subject: 'How are you getting on with «Release»?' },
    ])
    expect(bed.told()).toEqual([])
    await bed.pass(10 * MINUTE)
    expect(bed.told()).toEqual(['a of «Release» is stuck'])
    for (let hour = 0; hour < 5; hour += 1) await bed.pass(60 * MINUTE)
    expect(bed.told()).toHaveLength(1)
    expect(bed.messages.inbox({ agent: 'a', limit: 5 })).toHaveLength(1)
  })

  it('that speaks again is not stuck, and can be so again', async () => {
    const bed = agentsOfATest()
    const { id } = await bed.start({ members: [{ name: 'a' }], ...stuck })
    await bed.beat(id, 'a')
    await bed.pass(15 * MINUTE)
    expect(bed.groups.get(id).members[0]).toMatchObject({ steered_at: expect.any(String), alerted_at: null })
    await bed.beat(id, 'a')
    expect(bed.groups.get(id).members[0]).toMatchObject({ steered_at: null })
    await bed.pass(9 * MINUTE)
    await bed.beat(id, 'a')
    await bed.pass(9 * MINUTE)
    expect(bed.told()).toEqual([])
    await bed.pass(10 * MINUTE)
    await bed.pass(10 * MINUTE)
    expect(bed.told()).toHaveLength(1)
  })
})

describe('a task of a team', () => {
  it('opens when its gate is completed, and can then be ended', async () => {
    const bed = agentsOfATest()
    await bed.agent('coder')
    await bed.teams.set({ name: 'docs', members: ['coder'] }, 'operator')
    const gate = { name: 'Build', members: [{ name: 'a' }], ...SOON, deliver_to: 'inbox' }
    const task = await bed.teams.addTask({ team: 'docs', title: 'Publish', gate }, 'operator')
    expect(task).toMatchObject({ state: 'blocked', gate: { state: 'waiting' } })
    await expect(bed.teams.endTask({ id: task.id, state: 'completed' }, 'x')).rejects.toMatchObject({
      code: 'team_task_state',
    })
    await bed.beat(task.gate?.group ?? '', 'a', 'completed')
    expect(bed.teams.tasks({ team: 'docs', limit: 5 })).toMatchObject([{ state: 'open', gate: { state: 'passed' } }])
    expect(bed.teams.list()).toEqual([{ name: 'docs', members: ['coder'], open: 1, blocked: 0 }])
    await bed.teams.endTask({ id: task.id, state: 'completed' }, 'x')
    expect(bed.teams.list()).toMatchObject([{ open: 0 }])
  })

  it('fails with its gate', async () => {
    const bed = agentsOfATest()
    await bed.agent('coder')
    await bed.teams.set({ name: 'docs', members: ['coder'] }, 'operator')
    const gate = { name: 'Build', members: [{ name: 'a' }], ...SOON, deliver_to: 'inbox' }
    await bed.teams.addTask({ team: 'docs', title: 'Publish', gate }, 'operator')
    await bed.pass(11 * MINUTE)
    expect(bed.teams.tasks({ team: 'docs', limit: 5 })).toMatchObject([{ state: 'failed', gate: { state: 'failed' } }])
  })
})
