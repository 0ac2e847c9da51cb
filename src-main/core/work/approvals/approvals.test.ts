import { describe, expect, it } from 'vitest'
import { approvalRuleSpecSchema } from '#schemas'
import { aQueue, COMMANDS } from '../test-bed.ts'
import { aRule, asked, aSent, aTestRun, CAPS, codeOf, seenOf, stateOf } from './asking-bed.ts'

describe('a job that needs an approval', () => {
  it('waits, holds no slot, and starts at once when it is approved', async () => {
    const queue = aQueue()
    await aRule(queue, { match: { types: ['test_runner_task'] } })
    const job = await queue.add(aTestRun([['make', 'all']]))
    expect(stateOf(queue, job)).toBe('awaiting_approval')
    expect(await queue.claim(CAPS)).toBeUndefined()
    const approval = asked(queue, job)
    expect(approval).toMatchObject({
      kind: 'start',
      first_command: 'make all',
      dispatch: 'api',
      asked_by: 'test',
      attempts: 3,
      reasons: [{ by: 'rule', name: 'Look at it' }],
    })
    const told = await queue.approvalActs.approve({ ...seenOf(queue, job), note: 'Go on.' }, 'operator')
    expect(told.approval).toMatchObject({ state: 'approved', how: 'operator', decided_by: 'operator', note: 'Go on.' })
    const claimed = await queue.claim(CAPS)
    expect(claimed).toMatchObject({ job: { id: job }, approval: { id: approval.id, network: false } })
    expect(queue.approvalActs.get(approval.id).approval).toMatchObject({ spent_by: claimed?.run })
    expect(queue.approvalActs.get(approval.id).history.map(({ kind }) => kind)).toEqual([
      'approval.asked',
      'approval.approved',
      'approval.spent',
    ])
  })

  it('shows exactly what would happen, and no value', async () => {
    const queue = aQueue()
    queue.grants = { toolchains: ['/opt/node'], floor: 'os-partial' }
    await aRule(queue)
    const job = await queue.add({
      type: 'shell_task',
      payload: {
        steps: [{ argv: ['make', 'all'], cwd: 'src' }],
        env: { EDITION: 'nightly-value' },
        env_allow: ['LANG'],
      },
      policy: { ...COMMANDS, network_hosts: ['example.org'] },
    })
    const { snapshot, commands } = queue.approvalActs.get(asked(queue, job).id)
    expect(commands).toMatchObject([{ n: 1, argv: ['make', 'all'], cwd: 'src', shown: 'make all', hidden: false }])
    expect(snapshot).toMatchObject({
      workspace: { name: 'demo', toolchains: ['/opt/node'], floor: 'os-partial' },
      policy: { allow_subprocess: true, write_workspace: true, network_hosts: ['example.org'], secrets: [] },
      budgets: { max_wall_time_sec: 60, max_memory_bytes: 4 * 1024 ** 3 },
      environment: ['EDITION', 'LANG'],
      network: { full: false, hosts: ['example.org'] },
      attempts: 3,
      if_rejected: 'job_cancelled',
      asked: { by: 'test', dispatch: 'api' },
    })
    expect(JSON.stringify(snapshot)).not.toContain('nightly-value')
  })

  it.each([
    ['rejected', 'approval_rejected', 'It was rejected by operator: Not today.'],
    ['answered', 'approval_answered', 'It was answered by operator: Not today.'],
  ] as const)('is cancelled with the reason when it is %s', async (act, code, message) => {
    const queue = aQueue()
    const settled: unknown[] = []
    queue.settlement.on((_write, job) => settled.push([job.state, job.code]))
    await aRule(queue)
    const job = await queue.add()
    const { id, hash } = asked(queue, job)
    const decision = { id, hash, note: 'Not today.' }
    await (act === 'rejected'
      ? queue.approvalActs.reject(decision, 'operator')
      : queue.approvalActs.answer(decision, 'operator'))
    expect(queue.jobs.byId(job)).toMatchObject({ state: 'cancelled', outcome_code: code, outcome_message: message })
    expect(settled).toEqual([['cancelled', code]])
    expect(await queue.claim(CAPS)).toBeUndefined()
  })

  it('is asked about on every way in, the operator’s retry included', async () => {
    const queue = aQueue()
    await aRule(queue, { match: { dispatch: ['retry', 'chain'] } })
    const job = await queue.add()
    expect(stateOf(queue, job)).toBe('queued')
    await queue.acts.cancel(job, 'operator')
    await queue.acts.retry(job, 'operator')
    expect(stateOf(queue, job)).toBe('awaiting_approval')
    expect(asked(queue, job)).toMatchObject({ dispatch: 'retry', asked_by: 'operator' })
    const prepared = await queue.enqueue.prepare({ ...aSent(['true']), policy: COMMANDS })
    const origin = { kind: 'chain', schedule: 'sch-a', firing: 'fir-a' } as const
    const { row } = await queue.store.write((write) => queue.enqueue.within(write, prepared, 'core', origin))
    expect(row.state).toBe('awaiting_approval')
    expect(asked(queue, row.id)).toMatchObject({ dispatch: 'chain' })
  })

  it('covers its automatic attempts with one approval, and is asked about again when it is queued again', async () => {
    const queue = aQueue()
    await aRule(queue)
    const job = await queue.add({ max_attempts: 2 })
    await queue.approvalActs.approve(seenOf(queue, job), 'operator')
    for (const attempt of [1, 2]) {
      const claimed = await queue.claim(CAPS)
      expect(claimed?.number).toBe(attempt)
      await queue.finish(claimed?.run ?? '', claimed?.token ?? 0, { state: 'lost', code: 'worker_exited' })
      queue.time.now += 120_000
      await queue.acts.promoteDue()
    }
    expect(stateOf(queue, job)).toBe('failed')
    await queue.acts.retry(job, 'operator')
    expect(stateOf(queue, job)).toBe('awaiting_approval')
  })

  it('goes on after the kill switch with the approval it has', async () => {
    const queue = aQueue()
    await aRule(queue)
    const job = await queue.add()
    await queue.approvalActs.approve(seenOf(queue, job), 'operator')
    const first = await queue.claim(CAPS)
    queue.time.blocked = true
    await queue.finish(first?.run ?? '', first?.token ?? 0, { state: 'killed', code: 'kill_switch' })
    expect(stateOf(queue, job)).toBe('held')
    queue.time.blocked = false
    await queue.acts.requeue(job, 'operator')
    expect(stateOf(queue, job)).toBe('queued')
    expect(await queue.claim(CAPS)).toMatchObject({ number: 2 })
  })

  it('starts later when it is approved before its time', async () => {
    const queue = aQueue()
    await aRule(queue)
    const job = await queue.add({ run_at: '2026-01-01T01:00:00Z' })
    await queue.approvalActs.approve(seenOf(queue, job), 'operator')
    expect(stateOf(queue, job)).toBe('scheduled')
  })

  it('is void when it is cancelled, and asked about anew when that is undone', async () => {
    const queue = aQueue()
    await aRule(queue)
    const job = await queue.add()
    const first = seenOf(queue, job)
    await queue.acts.cancel(job, 'operator')
    expect(await codeOf(queue.approvalActs.approve(first, 'operator'))).toBe('approval_decided')
    await queue.acts.restore(job, 'operator')
    expect(asked(queue, job)).toMatchObject({ replaces: first.id })
    await queue.approvalActs.approve(seenOf(queue, job), 'operator')
    expect(await queue.claim(CAPS)).toBeDefined()
  })

  it('is void when its workspace goes, and asked about when it is let go again', async () => {
    const queue = aQueue()
    await aRule(queue)
    const job = await queue.add()
    const first = asked(queue, job)
    await queue.store.write((write) => queue.acts.holdWorkspace(write, 'demo', 'operator'))
    expect(queue.approvalActs.get(first.id).approval).toMatchObject({ state: 'void', void_reason: 'held' })
    await queue.acts.requeue(job, 'operator')
    expect(stateOf(queue, job)).toBe('awaiting_approval')
  })

  it('asks for itself, and never for less than a rule does', async () => {
    const queue = aQueue()
    const approval = { at: ['start'], why: 'It deletes things.', timeout_s: 60, on_timeout: 'approve' } as const
    const alone = await queue.add({ approval: { ...approval, at: ['start'] } })
    expect(asked(queue, alone)).toMatchObject({
      on_timeout: 'approve',
      reasons: [{ by: 'job', why: 'It deletes things.' }],
    })
    await aRule(queue, { priority: 5 })
    const ruled = await queue.add({ approval: { ...approval, at: ['start'] } })
    expect(asked(queue, ruled)).toMatchObject({ on_timeout: 'reject', priority: 5 })
  })
})

describe('time', () => {
  it('rejects what nobody decided, or approves it where the rule says so', async () => {
    const queue = aQueue()
    await aRule(queue, { timeout_s: 60 })
    const rejected = await queue.add()
    expect(await queue.approvalActs.expire()).toBe(queue.time.now + 60_000)
    queue.time.now += 60_000
    expect(await codeOf(queue.approvalActs.approve(seenOf(queue, rejected), 'operator'))).toBe('approval_expired')
    await queue.approvalActs.expire()
    expect(queue.jobs.byId(rejected)).toMatchObject({ state: 'cancelled', outcome_code: 'approval_expired' })

    const [rule] = queue.approvals.rules.list()
    const spec = approvalRuleSpecSchema.parse({ name: 'Lenient', timeout_s: 60, on_timeout: 'approve' })
    await queue.approvals.rules.set({ ...(rule && { id: rule.id }), spec }, 'operator')
    const approved = await queue.add()
    queue.time.now += 60_000
    await queue.approvalActs.expire()
    expect(stateOf(queue, approved)).toBe('queued')
    expect(queue.approvalActs.list({ filter: { job: approved }, limit: 1 }).items).toMatchObject([
      { state: 'approved', how: 'timeout', decided_by: 'core' },
    ])
  })
})
