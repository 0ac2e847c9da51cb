import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { aFolder } from '../support/test-core.ts'
import { READ_ONLY_POLICY } from '#schemas'
import { aJob, aScript } from '../support/jobs.ts'
import { until } from '../support/wait.ts'
import { aStartedCore, aTerminal, type Terminal } from './terminal.ts'

/** A terminal whose data directory allows one folder, `demo`. */
async function withWorkspace(): Promise<Terminal & { file: (content: string) => string }> {
  const terminal = aTerminal()
  const folder = aFolder('workspace')
  writeFileSync(join(folder, 'README.md'), '# Hello\n')
  expect((await terminal.run('workspaces', 'add', folder, '--name', 'demo')).code).toBe(0)
  const file = (content: string) => {
    const path = join(aFolder('job'), 'job.json')
    writeFileSync(path, content)
    return path
  }
  return { ...terminal, file }
}

const SLEEPS = JSON.stringify({ commands: [['sleep', '600']], timeout_sec: 600 })

const dali = {
  job_id: 'job-clitest0001',
  job_type: 'doc_compactor_task',
  created_at_utc: '2026-03-01T00:00:00Z',
  payload: { inputs: ['README.md'], max_input_bytes: 1000, max_output_bytes: 1000 },
  budgets: { max_wall_time_sec: 60, max_tool_calls: 1, max_output_bytes: 1024, max_concurrency_slots: 1 },
  tool_policy: { allow_network: false, allow_subprocess: false, allowed_tools: [] },
}

describe('interlock enqueue', () => {
  it('takes a job of DALI and answers as DALI did', async () => {
    const { run, file } = await withWorkspace()
    const enqueued = await run('enqueue', '--job-file', file(JSON.stringify(dali)), '--json')
    expect(enqueued.code).toBe(0)
    expect(enqueued.value()).toMatchObject({ status: 'enqueued', job_id: 'job-clitest0001', created: true })
    expect(Object.keys(enqueued.value()).slice(0, 3)).toEqual(['status', 'job_id', 'event_ts'])
  })

  it('returns the job that is there for the same content, and refuses other content under its id', async () => {
    const { run, file } = await withWorkspace()
    const same = file(JSON.stringify(dali))
    await run('enqueue', '--job-file', same)
    const again = await run('enqueue', '--job-file', same)
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('Already there') })

    const other = await run('enqueue', '--job-file', same, '--budget', 'max_wall_time_sec=61', '--json')
    expect(other.code).toBe(4)
    expect(other.failure()).toMatchObject({ code: 'job_conflict', data: { job: 'job-clitest0001' } })
  })

  it('waits for a job, with a worker of its own where no core runs', async () => {
    const { feed } = await withWorkspace()
    const good = await feed(JSON.stringify(aJob()), 'enqueue', '--job-file', '-', '--wait', '--json')
    expect(good.code).toBe(0)
    expect(good.value()).toMatchObject({
      status: 'complete',
      job: { state: 'succeeded' },
      runs: [{ state: 'succeeded' }],
    })
  })

  it('says what in a job works against itself, and not that such a job starts now', async () => {
    const terminal = await aStartedCore('--slots', '1')
    await terminal.run('workspaces', 'add', aFolder('workspace'), '--name', 'demo')
    const add = (job: object, ...more: string[]) =>
      terminal.feed(JSON.stringify(job), 'enqueue', '--job-file', '-', ...more)
    const refused = aScript('true', { policy: READ_ONLY_POLICY })
    const said = await add(refused)
    expect(said).toMatchObject({ code: 0, stderr: expect.stringContaining('every command will be refused') })
    expect(said.stdout).not.toContain('Starts now.')
    expect((await add(refused, '--json')).value().cautions).toEqual([
      expect.stringContaining('every command will be refused'),
    ])
    expect((await add(aScript('true'), '--json')).value().cautions).toEqual([])
  })

  it('fails when the job it waited for failed, or its tests did', async () => {
    const { feed } = await withWorkspace()
    const bad = await feed(JSON.stringify(aScript('exit 3')), 'enqueue', '--job-file', '-', '--wait')
    expect(bad).toMatchObject({ code: 1, stdout: expect.stringContaining('0 of 1 commands ended well') })
  })

  it('lets two terminals wait, of which one holds the core of the other', async () => {
    const { feed } = await withWorkspace()
    const jobs = ['job-wait-one', 'job-wait-two'].map((id) => JSON.stringify(aScript('sleep 0.5', { id })))
    const ended = await Promise.all(jobs.map((job) => feed(job, 'enqueue', '--job-file', '-', '--wait', '--json')))
    expect(ended.map((each) => [each.code, each.value().job.state])).toEqual([
      [0, 'succeeded'],
      [0, 'succeeded'],
    ])
  })

  it('keeps the job when nobody waits for it any more', async () => {
    const { begin, run } = await withWorkspace()
    const waiting = begin(
      'enqueue',
      '--type',
      'test_runner_task',
      '--payload',
      SLEEPS,
      '--allow-subprocess',
      '--id',
      'job-kept',
      '--wait',
    )
    const state = async () => (await run('jobs', 'show', 'job-kept', '--json')).value().job.state
    await until('it runs', async () => {
      const status = await run('status', '--json')
      return status.code === 0 && status.value().counts.running === 1
    })
    expect(await waiting.end('SIGINT')).toMatchObject({ code: 130, stderr: expect.stringContaining('Interrupted') })
    expect(await state()).toBe('queued')
  })

  it('says that nothing works the queue', async () => {
    const { run } = await withWorkspace()
    const waiting = await run('enqueue', '--type', 'repo_index_task')
    expect(waiting).toMatchObject({ code: 0, stderr: expect.stringContaining('No core is running') })
  })

  it('refuses what cannot be a job before it opens anything', async () => {
    const { run, home } = aTerminal()
    const large = join(aFolder('job'), 'large.json')
    writeFileSync(large, `"${'x'.repeat(5 * 1024 * 1024)}"`)
    const cases: [string[], string][] = [
      [['--job-file', large], 'input_too_large'],
      [['--job-file', join(home, 'none.json')], 'file_not_readable'],
      [['--type', 'repo_index_task', '--payload', '{'], 'input_not_json'],
      [['--type', 'sweep_task'], 'invalid_input'],
      [['--type', 'repo_index_task', '--priority', '1000'], 'usage'],
      [['--type', 'repo_index_task', '--budget', 'fast'], 'usage'],
      [[], 'usage'],
      [['--demo', '--type', 'repo_index_task'], 'usage'],
    ]
    for (const [args, code] of cases) {
      const refused = await run('enqueue', ...args, '--json')
      expect([args[0], refused.code, refused.stdout, refused.failure().code]).toEqual([args[0], 2, '', code])
    }
    expect(existsSync(home)).toBe(false)
  })

  it('lets many terminals add at once, one after the other, and loses none', async () => {
    const { feed, run } = await withWorkspace()
    const ids = Array.from({ length: 6 }, (_, at) => `job-together${at}`)
    const ended = await Promise.all(ids.map((id) => feed(JSON.stringify(aJob({ id })), 'enqueue', '--job-file', '-')))
    expect(ended.map(({ code }) => code)).toEqual(ids.map(() => 0))
    const listed: { id: string }[] = (await run('jobs', 'list', '--json')).value().items
    expect(listed.map(({ id }) => id).toSorted()).toEqual(ids)
  })
})

describe('interlock workspaces', () => {
  it('allows a folder, lists it and allows it no more', async () => {
    const { run } = await withWorkspace()
    expect((await run('workspaces', 'list', '--json')).value()).toMatchObject([{ name: 'demo', demo: false }])
    expect((await run('workspaces', 'add', join(aFolder(), 'none'))).code).toBe(2)
    const folder = aFolder()
    mkdirSync(join(folder, 'other'))
    expect((await run('workspaces', 'add', join(folder, 'other'), '--name', 'demo')).code).toBe(4)
    expect((await run('workspaces', 'remove', 'demo', '--json')).value()).toEqual({ removed: 'demo', held: 0 })
    expect((await run('workspaces', 'remove', 'demo')).code).toBe(2)
  })
})
