import { describe, expect, it } from 'vitest'
import { approvalRuleSpecSchema, type ApprovalRuleSpec, isInterlockError, type JobSpecInput } from '#schemas'
import { aQueue, COMMANDS, type Queue } from '../test-bed.ts'

const CAPS = 'repo_tools'

type Over = Omit<Partial<JobSpecInput>, 'type' | 'payload'>

function aTestRun(commands: string[][], over: Over = {}, timeout_sec = 60): Partial<JobSpecInput> {
  return { type: 'test_runner_task', payload: { commands, timeout_sec }, policy: COMMANDS, ...over }
}

function aRule(queue: Queue, over: Partial<ApprovalRuleSpec> = {}) {
  return queue.approvals.rules.set({ spec: approvalRuleSpecSchema.parse({ name: 'Look at it', ...over }) }, 'operator')
}

/** What waits for a decision about a job. */
function asked(queue: Queue, job: string) {
  const [approval] = queue.approvalActs.list({ filter: { job, state: ['pending'] }, limit: 5 }).items
  if (approval === undefined) throw new Error(`Nothing waits for a decision about ${job}.`)
  return approval
}

/** The same as whoever decides names it. */
function seenOf(queue: Queue, job: string) {
  const { id, hash } = asked(queue, job)
  return { id, hash }
}

const stateOf = (queue: Queue, job: string) => queue.jobs.byId(job)?.state

async function codeOf(act: Promise<unknown>): Promise<string> {
  const thrown = await act.then(
    () => 'nothing thrown',
    (error: unknown) => error,
  )
  return isInterlockError(thrown) ? thrown.code : String(thrown)
}

/** Writes to the tables as somebody would who got at the file. */
function forge(queue: Queue, sql: string): Promise<number> {
  const statement = queue.store.change<object>(sql)
  return queue.store.write((write) => statement.run(write, {}))
}

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

describe('rules', () => {
  it.each([
    [{ workspaces: ['other'] }, false],
    [{ workspaces: ['demo'] }, true],
    [{ types: ['repo_index_task'] }, false],
    [{ actors: ['agent:*'] }, false],
    [{ actors: ['te*'] }, true],
    [{ tools: ['subprocess.run_argv'] }, true],
    [{ tools: ['git.ls_files'] }, false],
    [{ network: true }, false],
    [{ above: { max_wall_time_sec: 59 } }, true],
    [{ above: { max_wall_time_sec: 60 } }, false],
    [{ dispatch: ['schedule'] }, false],
    [{ argv: { kind: 'prefix', words: ['git', 'push'] } }, true],
    [{ argv: { kind: 'prefix', words: ['git', 'pull'] } }, false],
    [{ argv: { kind: 'glob', glob: 'git push * main' } }, true],
    [{ argv: { kind: 'glob', glob: 'push' } }, false],
    [{ argv: { kind: 'regex', regex: '(?i)\\bPUSH\\b' } }, true],
  ] as const)('ask by %j: %s', async (match, asks) => {
    const queue = aQueue()
    await aRule(queue, approvalRuleSpecSchema.parse({ name: 'By this', match }))
    const job = await queue.add(aTestRun([['true'], ['git', 'push', 'origin', 'main']]))
    expect(stateOf(queue, job)).toBe(asks ? 'awaiting_approval' : 'queued')
  })

  it('refuse a pattern that is none or could hold the process, and look through a huge command in no time', async () => {
    const queue = aQueue()
    const regex = (pattern: string) => aRule(queue, { match: { argv: { kind: 'regex', regex: pattern } } })
    expect(await codeOf(regex('(?=a)'))).toBe('pattern_unreadable')
    expect(await codeOf(regex('((a{1,30}){1,30}){1,30}'))).toBe('pattern_unreadable')
    await regex('(a*)*(a|aa)+$')
    const commands = Array.from({ length: 32 }, () => ['echo', ...Array.from({ length: 60 }, () => 'a'.repeat(256))])
    const began = performance.now()
    const job = await queue.add(aTestRun(commands))
    // What is too much to look through is asked about.
    expect(stateOf(queue, job)).toBe('awaiting_approval')
    expect(performance.now() - began).toBeLessThan(1000)
  })

  it('are changed by who saw them as they are, and can be switched off and removed', async () => {
    const queue = aQueue()
    const rule = await aRule(queue)
    const spec = { ...rule.spec, enabled: false }
    await queue.approvals.rules.set({ id: rule.id, revision: 1, spec }, 'operator')
    expect(await codeOf(queue.approvals.rules.set({ id: rule.id, revision: 1, spec }, 'operator'))).toBe(
      'approval_rule_changed',
    )
    expect(stateOf(queue, await queue.add())).toBe('queued')
    await queue.approvals.rules.remove({ id: rule.id, revision: 2 }, 'operator')
    expect(queue.approvals.rules.list()).toEqual([])
  })

  it('can be tried on the last jobs before they are in force', async () => {
    const queue = aQueue()
    const job = await queue.add(aTestRun([['rm', '-rf', 'build']]))
    await queue.add()
    const spec = approvalRuleSpecSchema.parse({ name: 'rm', match: { argv: { kind: 'prefix', words: ['rm'] } } })
    expect(queue.approvalActs.tryRule({ spec })).toMatchObject({ jobs: [{ id: job }], looked_at: 2 })
  })
})

describe('a decision', () => {
  it('is bound to what was seen', async () => {
    const queue = aQueue()
    await aRule(queue)
    const job = await queue.add()
    const { id } = asked(queue, job)
    expect(await codeOf(queue.approvalActs.approve({ id, hash: '0'.repeat(64) }, 'operator'))).toBe('approval_stale')
    expect(stateOf(queue, job)).toBe('awaiting_approval')
  })

  it('is made once, whoever comes first', async () => {
    const queue = aQueue()
    await aRule(queue)
    const seen = seenOf(queue, await queue.add())
    const outcomes = await Promise.all([
      codeOf(queue.approvalActs.approve(seen, 'operator')),
      codeOf(queue.approvalActs.reject(seen, 'cli')),
      codeOf(queue.approvalActs.approve(seen, 'api')),
    ])
    // The third asks for what is so already, which changes nothing.
    expect(outcomes).toEqual(['nothing thrown', 'approval_decided', 'nothing thrown'])
    expect(queue.approvalActs.get(seen.id).history.map(({ kind, by }) => [kind, by])).toEqual([
      ['approval.asked', 'test'],
      ['approval.approved', 'operator'],
    ])
  })

  it('about several rejects any, and approves only what is alike', async () => {
    const queue = aQueue()
    await aRule(queue)
    const [a, b, c] = await Promise.all([queue.add(), queue.add(), queue.add(aTestRun([['true']]))])
    const items = [a, b, c].map((job) => seenOf(queue, job))
    expect(await codeOf(queue.approvalActs.decide({ items, act: 'approve' }, 'operator'))).toBe('approvals_not_alike')
    const approved = await queue.approvalActs.decide({ items: items.slice(0, 2), act: 'approve' }, 'operator')
    expect(approved.done.map(({ state }) => state)).toEqual(['approved', 'approved'])
    const rejected = await queue.approvalActs.decide({ items, act: 'reject', note: 'No.' }, 'operator')
    expect(rejected.done).toMatchObject([{ job: { id: c }, state: 'rejected' }])
    expect(rejected.refused.map(({ code }) => code)).toEqual(['approval_decided', 'approval_decided'])
  })

  it('can change the job, by its schema, and approves what it is then', async () => {
    const queue = aQueue()
    await aRule(queue)
    const job = await queue.add(aTestRun([['git', 'push', '--force']], { idempotency_key: 'push' }))
    const seen = seenOf(queue, job)
    const { spec } = queue.approvalActs.get(seen.id)
    const edited = { ...spec, payload: { ...Object(spec?.['payload']), commands: [['git', 'push']] } }
    const preview = await queue.approvalActs.previewEdit({ id: seen.id, job: edited })
    expect(preview.differences).toEqual([{ path: 'payload.commands.0.2', before: '--force', after: null }])
    expect(await codeOf(queue.approvalActs.edit({ ...seen, job: { ...edited, payload: {} } }, 'operator'))).toBe(
      'invalid_input',
    )
    expect(await codeOf(queue.approvalActs.edit({ ...seen, job: { ...edited, workspace: 'other' } }, 'operator'))).toBe(
      'approval_edit_refused',
    )
    await queue.approvalActs.edit({ ...seen, job: edited, note: 'Not by force.' }, 'operator')
    expect(queue.approvalActs.get(seen.id)).toMatchObject({
      approval: { state: 'approved', edited: true },
      edit: { hash: preview.hash, differences: preview.differences },
    })
    expect(await queue.claim(CAPS)).toMatchObject({ job: { id: job, payload: { commands: [['git', 'push']] } } })
    // Whoever sends the same again gets the job that is there.
    const again = await queue.enqueue({ ...aSent(['git', 'push', '--force']), idempotency_key: 'push' }, 'test')
    expect(again).toMatchObject({ created: false, row: { id: job } })
  })
})

function aSent(command: string[]) {
  return {
    ...aTestRun([command]),
    budgets: { max_wall_time_sec: 60, max_tool_calls: 50, max_output_bytes: 1_048_576, max_concurrency_slots: 1 },
  }
}

describe('a grant', () => {
  it('approves the next n that are alike for a while, each with a row of its own', async () => {
    const queue = aQueue()
    await aRule(queue)
    const run = (command: string[]) => queue.add(aTestRun([command]))
    const seen = seenOf(queue, await run(['npm', 'test']))
    const { grant } = await queue.approvalActs.grant({ ...seen, uses: 2, minutes: 60, note: 'Nightly.' }, 'operator')
    const other = await run(['npm', 'publish'])
    expect(stateOf(queue, other)).toBe('awaiting_approval')
    for (let use = 1; use <= 2; use += 1) {
      const job = await run(['npm', 'test'])
      expect(stateOf(queue, job)).toBe('queued')
      expect(queue.approvalActs.list({ filter: { job }, limit: 1 }).items).toMatchObject([
        { state: 'approved', how: 'grant', grant: grant.id, decided_by: 'operator' },
      ])
    }
    expect(queue.approvalActs.grants({ active: false, limit: 5 })).toMatchObject([
      { id: grant.id, used: 2, state: 'used_up' },
    ])
    expect(stateOf(queue, await run(['npm', 'test']))).toBe('awaiting_approval')
  })

  it('may let the commands differ as a pattern says, and nothing else', async () => {
    const queue = aQueue()
    await aRule(queue)
    const seen = seenOf(queue, await queue.add(aTestRun([['npm', 'run', 'build']])))
    const argv = { kind: 'glob', glob: 'npm run *' } as const
    expect(queue.approvalActs.previewGrant({ id: seen.id, argv })).toMatchObject({
      pattern: { content: { argv } },
      matched: [{ id: seen.id }],
    })
    const wide = { kind: 'glob', glob: 'yarn *' } as const
    expect(
      await codeOf(Promise.resolve().then(() => queue.approvalActs.previewGrant({ id: seen.id, argv: wide }))),
    ).toBe('grant_too_wide')
    await queue.approvalActs.grant({ ...seen, uses: 9, minutes: 60, argv }, 'operator')
    expect(stateOf(queue, await queue.add(aTestRun([['npm', 'run', 'lint']])))).toBe('queued')
    const differing: Partial<JobSpecInput>[] = [
      aTestRun([['npm', 'install']]),
      aTestRun([['npm', 'run', 'lint'], ['true']]),
      aTestRun([['npm', 'run', 'lint']], { policy: { ...COMMANDS, write_git: true } }),
      aTestRun([['npm', 'run', 'lint']], { max_attempts: 9 }),
      aTestRun([['npm', 'run', 'lint']], { workspace: 'other' }),
      aTestRun([['npm', 'run', 'lint']], {}, 61),
    ]
    for (const over of differing) expect(stateOf(queue, await queue.add(over))).toBe('awaiting_approval')
  })

  it('is for no job that differs in anything but its name, its time and its notes', async () => {
    const queue = aQueue()
    await aRule(queue)
    const mild = { allow_network: true, allow_subprocess: true, allowed_tools: [] }
    const old = aTestRun([['npm', 'test']], { policy: mild, compat: 'dali', trust: { contract: { network: 'deny' } } })
    const seen = seenOf(queue, await queue.add(old))
    await queue.approvalActs.grant({ ...seen, uses: 9, minutes: 60 }, 'operator')
    const named: Over = {
      id: 'job-named',
      idempotency_key: 'k',
      priority: 5,
      run_at: '2026-01-01T01:00:00Z',
      meta: { n: 1 },
    }
    expect(stateOf(queue, await queue.add({ ...old, ...named }))).toBe('scheduled')
    const { compat: _compat, ...networked } = old
    const { trust: _trust, ...ungated } = old
    const differing: Partial<JobSpecInput>[] = [
      networked,
      ungated,
      { ...old, retry_on: ['failed'] },
      { ...old, replay: 'at_most_once' },
      { ...old, deliver: { to: 'inbox', output: true } },
    ]
    for (const over of differing) expect(stateOf(queue, await queue.add(over))).toBe('awaiting_approval')
  })

  it('ends with its time, or when it is revoked', async () => {
    const queue = aQueue()
    await aRule(queue)
    const give = async () => {
      const seen = seenOf(queue, await queue.add())
      return (await queue.approvalActs.grant({ ...seen, uses: 5, minutes: 1 }, 'operator')).grant
    }
    const revoked = await give()
    await queue.approvalActs.revokeGrant({ id: revoked.id, note: 'Enough.' }, 'operator')
    expect(await codeOf(queue.approvalActs.revokeGrant({ id: revoked.id }, 'operator'))).toBe('grant_ended')
    await give()
    queue.time.now += 60_000
    expect(stateOf(queue, await queue.add())).toBe('awaiting_approval')
    await queue.approvalActs.expire()
    expect(queue.approvalActs.grants({ active: false, limit: 5 }).map(({ state }) => state)).toEqual([
      'expired',
      'revoked',
    ])
  })
})

const OTHERS = "SELECT pattern FROM approval_grant WHERE state = 'revoked'"
const ITS = "SELECT pattern FROM approval_grant WHERE state = 'active'"

describe('attacks', () => {
  it.each([
    ['revived after it was revoked', `UPDATE approval_grant SET state = 'active', ended_at = NULL`, true],
    ['used less than it was', `UPDATE approval_grant SET used = 0`, false],
    ['given for longer', `UPDATE approval_grant SET expires_at = expires_at + 3600000`, false],
    ['given for more uses', `UPDATE approval_grant SET uses = 99`, false],
    ['given for something else', `UPDATE approval_grant SET pattern = (${OTHERS})`, false],
    [
      'written over',
      `UPDATE body SET content = (SELECT content FROM body WHERE id = (${OTHERS})) WHERE id = (${ITS})`,
      false,
    ],
  ] as const)('a row of a grant that somebody wrote to, %s, approves nothing', async (_what, forgery, isRevoked) => {
    const queue = aQueue()
    await aRule(queue)
    const give = async (over: Over) => {
      const seen = seenOf(queue, await queue.add(aTestRun([['npm', 'test']], over)))
      return (await queue.approvalActs.grant({ ...seen, uses: 5, minutes: 60 }, 'operator')).grant
    }
    const other = await give({ pool: 'other' })
    await queue.approvalActs.revokeGrant({ id: other.id }, 'operator')
    const grant = await give({})
    const again = async (over: Over) => stateOf(queue, await queue.add(aTestRun([['npm', 'test']], over)))
    expect(await again({})).toBe('queued')
    if (isRevoked) await queue.approvalActs.revokeGrant({ id: grant.id }, 'operator')
    await forge(queue, forgery)
    for (const over of [{}, { pool: 'other' }]) expect(await again(over)).toBe('awaiting_approval')
  })

  it('what would happen changed since it was asked: nothing is approved, and it is asked anew', async () => {
    const queue = aQueue()
    await aRule(queue)
    const job = await queue.add()
    const seen = seenOf(queue, job)
    queue.grants = { toolchains: ['/opt/evil'], floor: null }
    expect(await codeOf(queue.approvalActs.approve(seen, 'operator'))).toBe('approval_changed')
    expect(stateOf(queue, job)).toBe('awaiting_approval')
    expect(asked(queue, job)).toMatchObject({ replaces: seen.id })
    expect(queue.approvalActs.get(seen.id).approval).toMatchObject({ state: 'void', void_reason: 'changed' })
    await queue.approvalActs.approve(seenOf(queue, job), 'operator')
    expect(await queue.claim(CAPS)).toBeDefined()
  })

  it('what would happen changed between approval and start: it does not run, and is asked anew', async () => {
    const queue = aQueue()
    await aRule(queue)
    const job = await queue.add()
    await queue.approvalActs.approve(seenOf(queue, job), 'operator')
    queue.grants = { toolchains: ['/opt/evil'], floor: null }
    expect(await queue.claim(CAPS)).toBeUndefined()
    expect(stateOf(queue, job)).toBe('awaiting_approval')
    await queue.approvalActs.approve(seenOf(queue, job), 'operator')
    expect(await queue.claim(CAPS)).toBeDefined()
  })

  it.each([
    ['a job that is queued past its approval', "UPDATE job SET state = 'queued'"],
    [
      'an approval that nobody gave',
      "UPDATE job SET state = 'queued'; UPDATE approval SET state = 'approved', decision = seq",
    ],
    ['an approval of another job', "UPDATE job SET state = 'queued'; UPDATE approval SET job = 1"],
  ])('forged: %s does not run', async (_what, sql) => {
    const queue = aQueue()
    const free = await queue.add({ requires: ['gpu'] })
    await aRule(queue)
    const job = await queue.add()
    for (const statement of sql.split(';'))
      await forge(
        queue,
        `${statement} WHERE ${statement.includes('UPDATE job') ? 'seq' : 'job'} <> (SELECT seq FROM job WHERE id = '${free}')`.replace(
          'job = 1',
          `job = (SELECT seq FROM job WHERE id = '${free}')`,
        ),
      )
    expect(await queue.claim(CAPS)).toBeUndefined()
    expect(queue.jobs.byId(job)).toMatchObject({ state: 'held', held_reason: 'quarantined' })
    await expect(forge(queue, 'DELETE FROM approval')).rejects.toThrow('never removed')
  })

  it('forged: a job that was given another content after it was approved does not run', async () => {
    const queue = aQueue()
    await aRule(queue)
    const job = await queue.add(aTestRun([['true']]))
    const other = await queue.add(aTestRun([['rm', '-rf', '.']]))
    await queue.approvalActs.approve(seenOf(queue, job), 'operator')
    await forge(queue, `UPDATE job SET spec = (SELECT spec FROM job WHERE id = '${other}') WHERE id = '${job}'`)
    expect(await queue.claim(CAPS)).toBeUndefined()
    expect(queue.jobs.byId(job)).toMatchObject({ held_reason: 'quarantined' })
  })

  it('forged: an edited job that is given its first content again is asked about again', async () => {
    const queue = aQueue()
    await aRule(queue)
    const job = await queue.add(aTestRun([['git', 'push', '--force']]))
    const was = queue.jobs.byId(job)?.spec ?? ''
    const seen = seenOf(queue, job)
    const { spec } = queue.approvalActs.get(seen.id)
    const edited = { ...spec, payload: { ...Object(spec?.['payload']), commands: [['git', 'push']] } }
    await queue.approvalActs.edit({ ...seen, job: edited }, 'operator')
    await forge(queue, `UPDATE job SET spec = '${was}' WHERE id = '${job}'`)
    expect(await queue.claim(CAPS)).toBeUndefined()
    expect(stateOf(queue, job)).toBe('awaiting_approval')
  })

  it('an approval is used once: neither a retry nor another job can have it', async () => {
    const queue = aQueue()
    await aRule(queue)
    const job = await queue.add()
    const seen = seenOf(queue, job)
    await queue.approvalActs.approve(seen, 'operator')
    const claimed = await queue.claim(CAPS)
    await queue.finish(claimed?.run ?? '', claimed?.token ?? 0)
    await forge(queue, `UPDATE job SET state = 'failed' WHERE id = '${job}'`)
    await queue.acts.retry(job, 'operator')
    expect(stateOf(queue, job)).toBe('awaiting_approval')
    expect(await codeOf(queue.approvalActs.reject(seen, 'operator'))).toBe('approval_decided')
    const twin = await queue.add()
    expect(asked(queue, twin).id).not.toBe(seen.id)
    await forge(queue, `UPDATE job SET state = 'queued' WHERE id = '${twin}'`)
    expect(await queue.claim(CAPS)).toBeUndefined()
  })

  it('hidden characters in arguments are shown', async () => {
    const queue = aQueue()
    await aRule(queue)
    const job = await queue.add(aTestRun([['rm', '\u202egpj.exe', 'a\u200bb', '\u001b[2K']]))
    const detail = queue.approvalActs.get(asked(queue, job).id)
    expect(detail.approval.hidden).toBe(true)
    expect(detail.commands[0]?.shown).toBe(String.raw`rm '\u{202e}gpj.exe' 'a\u{200b}b' '\u{1b}[2K'`)
    expect(detail.commands[0]?.argv).toEqual(['rm', '\u202egpj.exe', 'a\u200bb', '\u001b[2K'])
  })
})
