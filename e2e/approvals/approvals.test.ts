import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createNetServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Core } from '#core'
import { aliasSpecSchema, type Approval, approvalRuleSpecSchema, PRESETS } from '#schemas'
import { BUDGETS, COMMANDS, aScript, aTestRun } from '../support/jobs.ts'
import { openCore, removeFolder, testCore } from '../support/test-core.ts'
import { enqueued, eventsOf, inState, settled, until } from '../support/wait.ts'

/** What waits for a decision about a job. */
function asked(core: Core, job: string): Promise<Approval> {
  return until(`an approval is asked for ${job}`, () => {
    const { items } = core.approvals.list({ filter: { job, state: ['pending'] }, limit: 1 })
    return items[0]
  })
}

async function approve(core: Core, job: string): Promise<Approval> {
  const { id, hash } = await asked(core, job)
  return (await core.approvals.approve({ id, hash }, 'operator')).approval
}

async function reject(core: Core, job: string, note: string): Promise<Approval> {
  const { id, hash } = await asked(core, job)
  return (await core.approvals.reject({ id, hash, note }, 'operator')).approval
}

function aRule(core: Core, over: object) {
  return core.approvalRules.set({ spec: approvalRuleSpecSchema.parse({ name: 'Look at it', ...over }) }, 'operator')
}

const STEPS = { at: ['step' as const] }

describe('the network', () => {
  it('is reached by a job that the operator approved with it, and by no other', async () => {
    const { core, workspace } = await testCore({ slots: 1 })
    const said: string[] = []
    const server = createServer((request, response) => {
      said.push(request.url ?? '')
      response.end('hello')
    })
    onTestFinished(() => void server.close())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const script = (name: string) =>
      `fetch('http://127.0.0.1:${port}/${name}').then(r => r.text()).then(t => require('fs').writeFileSync('${name}', t), e => require('fs').writeFileSync('${name}', 'none'))`
    const commands = (name: string) => [['node', '-e', script(name)]]

    const offline = await enqueued(core, aTestRun(commands('offline')))
    await settled(core, offline)
    expect(readFileSync(join(workspace, 'offline'), 'utf8')).toBe('none')

    const { policy } = PRESETS.full_ask_me
    const check = core.policy.check(aTestRun(commands('online'), { policy }))
    expect(check).toMatchObject({ refusal: null, asking: { reasons: [{ by: 'network' }], grant: null } })
    const online = await enqueued(core, aTestRun(commands('online'), { policy }))
    expect(core.status().approvals).toBe(1)
    expect(core.jobs.get(online).job.state).toBe('awaiting_approval')
    await approve(core, online)
    expect(await settled(core, online)).toMatchObject({ state: 'succeeded', verdict: 'passed' })
    expect(readFileSync(join(workspace, 'online'), 'utf8')).toBe('hello')
    expect(said).toEqual(['/online'])
  })

  it('does not bring the sockets of this machine into reach', async () => {
    const { core, workspace } = await testCore({ slots: 1 })
    const name = `interlock-${process.pid}`
    const server = createNetServer((socket) => socket.end('hello'))
    onTestFinished(() => void server.close())
    await new Promise<void>((resolve) => server.listen(`\0${name}`, resolve))
    const tried = `const done = (word) => require('fs').writeFileSync('tried', word); require('net').connect('\\0${name}').on('connect', () => done('reached')).on('error', (error) => done(error.code))`
    const { policy } = PRESETS.full_ask_me
    const job = await enqueued(core, aTestRun([['node', '-e', tried]], { policy }))
    await approve(core, job)
    await settled(core, job)
    expect(readFileSync(join(workspace, 'tried'), 'utf8')).toBe('EAFNOSUPPORT')
  })
})

describe('a step that needs an approval', () => {
  it('suspends its run; the next one goes on there, and the approval is spent at exactly that step', async () => {
    const { core, workspace } = await testCore({ slots: 1 })
    await aRule(core, { at: 'step', match: { argv: { kind: 'glob', glob: 'touch *' } } })
    const append = (word: string) => ['sh', '-c', `echo ${word} >> done`]
    const job = await enqueued(core, aTestRun([append('one'), ['touch', 'here'], append('two')]))
    const approval = await asked(core, job)
    expect(approval).toMatchObject({ kind: 'step', tool: 'subprocess.run_argv', first_command: 'touch here' })
    expect(core.jobs.get(job)).toMatchObject({
      job: { state: 'awaiting_approval', attempts: 0 },
      runs: [{ state: 'suspended', outcome: { code: 'approval_pending' } }],
    })
    expect(core.workers.list()).toMatchObject([{ state: 'idle' }])
    await approve(core, job)
    expect(await settled(core, job)).toMatchObject({ state: 'succeeded', verdict: 'passed', runs: 2, attempts: 1 })
    // What was done before is not done again.
    expect(readFileSync(join(workspace, 'done'), 'utf8')).toBe('one\ntwo\n')
    const { runs } = core.jobs.get(job)
    expect(runs[1]?.result).toMatchObject({ commands_run: 3 })
    const events = await eventsOf(core, { job })
    const spent = events.findIndex(({ kind }) => kind === 'approval.spent')
    expect(events[spent]).toMatchObject({ run_id: runs[1]?.id, payload: { approval: approval.id } })
    expect(events[spent + 1]).toMatchObject({ kind: 'tool.called', payload: { step: events[spent]?.payload['step'] } })
    expect(events.filter(({ kind }) => kind === 'tool.called')).toHaveLength(3)
  })

  it('is left out where it is rejected and the job says so; otherwise the job ends', async () => {
    const { core, workspace } = await testCore({ slots: 2 })
    const commands = [
      ['touch', 'one'],
      ['touch', 'two'],
    ]
    const skipping = await enqueued(core, aTestRun(commands, { approval: { ...STEPS, if_rejected: 'skip' } }))
    await reject(core, skipping, 'Not this one.')
    await approve(core, skipping)
    const ended = await settled(core, skipping)
    expect(ended).toMatchObject({ state: 'succeeded', verdict: 'failed', runs: 3 })
    expect(core.jobs.get(skipping).runs.at(-1)?.result).toMatchObject({
      results: [
        { returncode: null, error: { code: 'approval_rejected', message: 'This step was rejected: Not this one.' } },
        { returncode: 0 },
      ],
    })
    expect(() => readFileSync(join(workspace, 'one'))).toThrow('ENOENT')
    readFileSync(join(workspace, 'two'))

    const ending = await enqueued(core, aTestRun([['touch', 'three']], { approval: STEPS }))
    await reject(core, ending, 'No.')
    expect(await settled(core, ending)).toMatchObject({
      state: 'cancelled',
      outcome: { code: 'approval_rejected', message: 'It was rejected by operator: No.' },
    })
    expect(() => readFileSync(join(workspace, 'three'))).toThrow('ENOENT')
  })

  it('is approved by a grant without being asked about, each time with a row of its own', async () => {
    const { core } = await testCore({ slots: 1 })
    const run = () => enqueued(core, aTestRun([['true']], { approval: STEPS }))
    const first = await run()
    const { id, hash } = await asked(core, first)
    const { grant } = await core.approvals.grant({ id, hash, uses: 1, minutes: 60 }, 'operator')
    await settled(core, first)
    const second = await run()
    expect(await settled(core, second)).toMatchObject({ state: 'succeeded', runs: 1 })
    expect(core.approvals.list({ filter: { job: second }, limit: 5 }).items).toMatchObject([
      { kind: 'step', how: 'grant', grant: grant.id, spent_by: core.jobs.get(second).runs[0]?.id },
    ])
    const third = await run()
    await asked(core, third)
    await core.jobs.cancel(third, 'operator')
  })

  it('outlives the core: what was asked, where it goes on, and what was decided', async () => {
    const opened = await openCore({ slots: 1 })
    onTestFinished(() => {
      removeFolder(opened.home)
      removeFolder(opened.workspace)
    })
    const job = await enqueued(
      opened.core,
      aTestRun(
        [
          ['touch', 'a'],
          ['touch', 'b'],
        ],
        { approval: STEPS },
      ),
    )
    await approve(opened.core, job)
    await asked(opened.core, job)
    await opened.core.close('test')
    const { core } = await openCore({ home: opened.home, workspace: opened.workspace, slots: 1 })
    try {
      await approve(core, job)
      expect(await settled(core, job)).toMatchObject({ state: 'succeeded', runs: 3 })
    } finally {
      await core.close('test')
    }
  })
})

it('runs nothing of a job that waits while the kill switch is engaged, and starts it once that is released', async () => {
  const { core } = await testCore({ slots: 1 })
  await aRule(core, {})
  const job = await enqueued(core, aScript('true'))
  await core.killSwitch.engage({ hard: false }, 'operator')
  await approve(core, job)
  expect(core.jobs.get(job).job).toMatchObject({ state: 'queued', waiting_reason: { code: 'kill_switch' } })
  await core.killSwitch.release({ choice: 'requeue', except: [] }, 'operator')
  expect(await settled(core, job)).toMatchObject({ state: 'succeeded' })
})

it('tells the operator of a request at once: in the inbox, in the outbox, and to who follows', async () => {
  const { core } = await testCore({ slots: 0 })
  await core.aliases.set({ name: 'approvals', spec: aliasSpecSchema.parse({ channel: 'inbox' }) }, 'operator')
  await aRule(core, {})
  const stop = new AbortController()
  onTestFinished(() => stop.abort())
  const followed = core.events.follow(undefined, stop.signal)
  await followed.next()
  const job = await enqueued(core, { ...aScript('true'), budgets: BUDGETS, policy: COMMANDS })
  const topics = async () => {
    const { value } = await followed.next()
    return value?.topics ?? []
  }
  await until('the topic of approvals', async () => (await topics()).includes('approvals'))
  const { groups } = await core.inbox.get()
  expect(groups).toContainEqual(expect.objectContaining({ kind: 'approval', count: 1 }))
  const { items } = core.outbox.list({ limit: 10 })
  expect(items.filter(({ topic }) => topic === 'approval.asked')).toHaveLength(2)
  const { id, hash } = await asked(core, job)
  await core.approvals.reject({ id, hash }, 'operator')
  expect((await core.inbox.get()).groups.filter(({ kind }) => kind === 'approval')).toEqual([])
  await inState(core, job, 'cancelled')
})
