import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { aFolder } from '../support/test-core.ts'
import { aJob, aScript } from '../support/jobs.ts'
import { until } from '../support/wait.ts'
import { aStartedCore, aTerminal } from './terminal.ts'

async function withWorkspace<T extends { run: ReturnType<typeof aTerminal>['run'] }>(terminal: T): Promise<T> {
  const folder = aFolder('workspace')
  writeFileSync(join(folder, 'README.md'), '# Hello\n')
  await terminal.run('workspaces', 'add', folder, '--name', 'demo')
  return terminal
}

describe('interlock kill and release', () => {
  it('ends running work at once and queues it again on release', async () => {
    const { run, feed } = await withWorkspace(await aStartedCore('--slots', '1'))
    await feed(JSON.stringify(aScript('sleep 600', { id: 'job-sleeps' })), 'enqueue', '--job-file', '-')
    const job = async () => (await run('jobs', 'show', 'job-sleeps', '--json')).value().job
    await until('it runs', async () => (await job()).state === 'running')

    const killed = await run('kill', '--hard', '--note', 'too long', '--json')
    expect(killed.value()).toMatchObject({ mode: 'engaged_hard', note: 'too long', source: 'cli' })
    await until('it is held', async () => (await job()).state === 'held')
    expect((await run('status')).stdout).toMatch(/Kill switch +Hard stop since .*too long/)

    const released = await run('release', '--drop')
    expect(released).toMatchObject({ code: 0, stdout: expect.stringContaining('Dropped: job-sleeps') })
    expect(await job()).toMatchObject({ state: 'cancelled' })
    expect((await run('release', '--json')).failure()).toMatchObject({ code: 'kill_switch_not_engaged' })
  })

  it('does not release what the file holds', async () => {
    const { run, home } = aTerminal()
    await run('kill')
    writeFileSync(join(home, 'KILL_SWITCH'), '')
    expect(await run('release')).toMatchObject({ code: 4, stderr: expect.stringContaining('KILL_SWITCH') })
    rmSync(join(home, 'KILL_SWITCH'))
    expect((await run('release')).code).toBe(0)
  })

  it('writes the file where the core does not answer, and does not call that engaged', async () => {
    const { run, home } = await aStartedCore()
    const { pid } = (await run('status', '--json')).value().core
    process.kill(pid, 'SIGSTOP')
    onTestFinished(() => void process.kill(pid, 'SIGCONT'))
    const killed = await run('kill', '--hard')
    expect(killed).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('did not confirm') })
    expect(readFileSync(join(home, 'KILL_SWITCH'), 'utf8')).toBe('hard\n')
    process.kill(pid, 'SIGCONT')
    await until(
      'it reads its file',
      async () => (await run('status', '--json')).value().kill_switch.mode !== 'released',
    )
  })
})

describe('interlock worker', () => {
  it('takes one job and leaves', async () => {
    const { run, feed } = await withWorkspace(aTerminal())
    expect(await run('worker', '--once')).toMatchObject({ code: 0, stdout: '{"status":"idle"}\n' })
    await feed(JSON.stringify(aJob({ id: 'job-first' })), 'enqueue', '--job-file', '-')
    await feed(JSON.stringify(aJob({ id: 'job-second' })), 'enqueue', '--job-file', '-')
    const once = await run('worker', '--once')
    expect(once.code).toBe(0)
    expect(once.value()).toMatchObject({ status: 'complete', job_id: 'job-first', result: { inputs_considered: 1 } })
    expect((await run('jobs', 'show', 'job-second', '--json')).value().job).toMatchObject({ state: 'queued', runs: 0 })
  })

  it('works what other terminals add, and leaves in order', async () => {
    const { begin, feed, run } = await withWorkspace(aTerminal())
    const worker = begin('worker', '--loop', '--max-idle-s', '1')
    await until('it serves', () => worker.stderr().includes('Working the queue'))
    expect((await run('open', '--json')).failure()).toMatchObject({ code: 'no_console' })
    await feed(JSON.stringify(aJob({ id: 'job-good' })), 'enqueue', '--job-file', '-')
    await worker.says(/job-good/)
    await feed(
      JSON.stringify(aScript('exit 1', { id: 'job-bad', budgets: { ...aJob().budgets, max_tool_calls: 0 } })),
      'enqueue',
      '--job-file',
      '-',
    )
    await worker.says(/job-bad/)
    await worker.says(/"idle_for_s":1/)
    // On a busy machine the worker may find time to say that it is idle in between.
    expect(worker.rows().filter(({ status }) => status !== 'idle')).toMatchObject([
      { status: 'complete', job_id: 'job-good' },
      { status: 'failed', job_id: 'job-bad', error: expect.any(String) },
    ])
    expect(await worker.end('SIGTERM')).toMatchObject({ code: 0 })
  })

  it('follows a core that runs already', async () => {
    const { begin, feed } = await withWorkspace(await aStartedCore('--slots', '1'))
    const worker = begin('worker')
    await until('it follows', () => worker.stderr().includes('following it'))
    await feed(JSON.stringify(aJob({ id: 'job-there' })), 'enqueue', '--job-file', '-')
    await worker.says(/job-there/)
    expect(worker.rows()).toMatchObject([{ status: 'complete', job_id: 'job-there' }])
  })

  it('stays when the kill switch is engaged, or leaves where that was asked', async () => {
    const { begin, run } = aTerminal()
    const leaving = begin('worker', '--exit-on-kill')
    await until('it serves', () => leaving.stderr().includes('Working the queue'))
    await run('kill')
    expect(await leaving.ended()).toMatchObject({
      code: 0,
      stdout: '{"status":"kill_switch","error":"kill_switch:before_claim"}\n',
    })
    expect(await run('worker', '--once')).toMatchObject({
      code: 0,
      stdout: '{"status":"kill_switch","error":"kill_switch:before_claim"}\n',
    })

    const staying = begin('worker')
    await staying.says(/kill_switch:before_claim/)
    expect((await run('release')).code).toBe(0)
    expect(staying.child.exitCode).toBeNull()
    expect(existsSync('/proc') && staying.stdout().split('\n')).toHaveLength(2)
  })
})
