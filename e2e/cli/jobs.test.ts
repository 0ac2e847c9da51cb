import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { aFolder } from '../support/test-core.ts'
import { aJob, aScript, BUDGETS } from '../support/jobs.ts'
import { until } from '../support/wait.ts'
import { aStartedCore } from './terminal.ts'

async function aWorkingCore() {
  const terminal = await aStartedCore('--slots', '1')
  const folder = aFolder('workspace')
  writeFileSync(join(folder, 'README.md'), '# Hello\n')
  await terminal.run('workspaces', 'add', folder, '--name', 'demo')
  const add = async (job: object): Promise<string> =>
    (await terminal.feed(JSON.stringify(job), 'enqueue', '--job-file', '-', '--json')).value().job_id
  return { ...terminal, folder, add }
}

describe('interlock jobs', () => {
  it('says of output that was cut what is kept and what came', async () => {
    const { run, feed } = await aWorkingCore()
    const flood = aScript('head -c 300000 /dev/zero | tr "\\0" x', {
      id: 'job-floods',
      budgets: { ...BUDGETS, max_output_bytes: 1024 },
    })
    await feed(JSON.stringify(flood), 'enqueue', '--job-file', '-', '--wait')
    const { stdout } = await run('jobs', 'show', 'job-floods')
    expect(stdout).toMatch(
      /Outcome +Output limit reached: 1 KiB kept; [\d.]+ KiB came before it stopped\. \(max_output_bytes\)/,
    )
    expect((await run('jobs', 'list')).stdout).toContain('1 KiB kept; ')
  })

  it('lists, filters and shows jobs by the end of their id', async () => {
    const { run, feed, add } = await aWorkingCore()
    const good = await add(aJob())
    await feed(JSON.stringify(aScript('exit 1', { id: 'job-fails' })), 'enqueue', '--job-file', '-', '--wait')

    expect((await run('jobs', 'list')).stdout).toMatch(/ob-fails +Succeeded, tests failed +test_runner_task +demo/)
    const filtered = (await run('jobs', 'list', 'type:doc_compactor_task', 'since:1h', '--json')).value()
    expect(filtered.items).toMatchObject([{ id: good }])
    expect((await run('jobs', 'list', '--state', 'running')).stdout).toBe('No job matches.\n')
    expect((await run('jobs', 'list', '--state', 'sleeping')).code).toBe(2)

    const page = (await run('jobs', 'show', good.slice(-8))).stdout
    expect(page).toContain(`Job ${good}: Succeeded`)
    expect(page).toMatch(/Budgets +\d+ ms of 1 min · 0 of 50 tool calls · /)
    expect((await run('jobs', 'show', good.slice(-8), '--json')).value()).toMatchObject({
      job: { id: good },
      runs: [{}],
    })
    expect(await run('jobs', 'show', 'job-nowhere')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is no job'),
    })
  })

  it('has a command that runs as it is copied, from any folder, and says so in its hints', async () => {
    const { run, add, home } = await aWorkingCore()
    const id = await add(aJob())
    const { core } = (await run('status', '--json')).value()
    expect(core.command).toContain(`--home ${home}`)
    const copied = promisify(execFile)('sh', ['-c', `${core.command} jobs show ${id} --json`], { cwd: '/' })
    expect(JSON.parse((await copied).stdout)).toMatchObject({ job: { id } })
    const [, hint] = /Evidence: `(.+)`/.exec((await run('jobs', 'show', id)).stdout) ?? []
    const hinted = promisify(execFile)('sh', ['-c', hint ?? ''], {
      cwd: '/',
      env: { ...process.env, INTERLOCK_HOME: home },
    })
    expect((await hinted).stdout).toContain('Rows')
  })

  it('says before it adds a job what works against itself, and refuses what cannot be', async () => {
    const { run } = await aWorkingCore()
    const warned = await run('enqueue', '--type', 'test_runner_task', '--workspace', 'demo')
    expect(warned.stderr).toContain('The policy allows no commands, so every command will be refused.')
    expect(await run('enqueue', '--type', 'test_runner_task', '--workspace', 'nah')).toMatchObject({ code: 2 })
    expect(await run('enqueue', '--type', 'bogus', '--workspace', 'demo')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is no job type “bogus”. Types: repo_index_task, '),
    })
    expect(await run('evidence', 'export', '/tmp/x.jsonl')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('/tmp/x.jsonl is a path. To choose where: --to FOLDER.'),
    })
    expect((await run('jobs', 'shwo')).stderr).toContain('There is no command jobs shwo. Did you mean jobs show?')
  })

  it('lists bulk operations with the ids that undo takes', async () => {
    const { run, add } = await aWorkingCore()
    expect((await run('jobs', 'operations')).stdout).toBe('No bulk operations yet.\n')
    await add(aJob({ id: 'job-later', run_at: '2100-01-01T00:00:00.000Z' }))
    await run('jobs', 'cancel', '--filter', 'state:scheduled', '--yes')
    const [, id = ''] = /^(op-\S+) /.exec((await run('jobs', 'operations')).stdout) ?? []
    expect((await run('jobs', 'undo', id)).code).toBe(0)
    expect((await run('jobs', 'undo', 'x')).stderr).toContain('jobs operations` lists the latest')
  })

  it('prints the output of a run while it comes, over a pipe as the job wrote it', async () => {
    const { begin, run, add, folder } = await aWorkingCore()
    const id = await add(aScript('echo first; until [ -e go ]; do sleep 0.1; done; echo second'))
    const logs = begin('jobs', 'logs', id, '--follow')
    await logs.says(/^first\n$/)
    writeFileSync(join(folder, 'go'), '')
    const followed = await logs.ended()
    expect(followed).toMatchObject({
      code: 0,
      stdout: 'first\nsecond\n',
      stderr: expect.stringContaining('Run 1 succeeded'),
    })

    expect((await run('jobs', 'logs', id)).stdout).toBe('first\nsecond\n')
    const value = (await run('jobs', 'logs', id, '--json')).value()
    expect(value).toMatchObject({ job: id, complete: true })
    expect(value.frames.map(({ stream }: { stream: string }) => stream)).toContain('note')
    expect((await run('jobs', 'logs', id, '--run', '2')).code).toBe(2)
  })

  it('prints a part of what a run wrote: its end, what came since, what matches', async () => {
    const { run, add } = await aWorkingCore()
    const id = await add(aScript('seq 1 300; echo FAIL here >&2'))
    await until('it ended', async () => (await run('jobs', 'logs', id, '--json')).value().complete === true)
    expect((await run('jobs', 'logs', id, '--tail', '3')).stdout).toBe('299\n300\n')
    expect((await run('jobs', 'logs', id, '--tail', '1')).stderr).toContain('FAIL here')
    expect((await run('jobs', 'logs', id, '--since', '1s')).code).toBe(0)
    expect((await run('jobs', 'logs', id, '--find', '^30', '--regex', '--context', '1')).stdout).toBe(
      '30- 29\n31: 30\n32- 31\n300- 299\n301: 300\n',
    )
    const value = (await run('jobs', 'logs', id, '--find', 'fail', '--json')).value()
    expect(value.lines.at(-1)).toMatchObject({ number: 302, stream: 'stderr', text: 'FAIL here', hits: [[0, 4]] })
    expect((await run('jobs', 'logs', id, '--find', '(', '--regex')).code).toBe(2)
    expect((await run('jobs', 'logs', id, '--tail', '3', '--follow')).code).toBe(2)
  })

  it('lets no job write on the terminal with escape sequences', async () => {
    const { run, feed } = await aWorkingCore()
    const script = String.raw`printf '\033]0;mine\007\033[2Jshown\n'`
    await feed(JSON.stringify(aScript(script, { id: 'job-escapes' })), 'enqueue', '--job-file', '-', '--wait')
    const { stdout } = await run('jobs', 'logs', 'job-escapes')
    expect(stdout).toContain('shown')
    // oxlint-disable-next-line no-control-regex -- what must not be there
    expect(stdout).not.toMatch(/[\u001b\u0007]/)
  })

  it('cancels a running job, and queues it again', async () => {
    const { run, add, folder } = await aWorkingCore()
    const id = await add(aScript('until [ -e go ]; do sleep 0.1; done'))
    const state = async (): Promise<string> => (await run('jobs', 'show', id, '--json')).value().job.state
    await until('it runs', async () => (await state()) === 'running')
    expect((await run('jobs', 'cancel', id)).stdout).toContain('told to stop')
    await until('it is cancelled', async () => (await state()) === 'cancelled')
    expect(await run('jobs', 'cancel', id, '--json')).toMatchObject({ code: 4 })

    writeFileSync(join(folder, 'go'), '')
    const both = await run('jobs', 'retry', id, 'job-nowhere', '--json')
    expect(both.code).toBe(1)
    expect(both.value()).toMatchObject({
      jobs: [{ id }],
      failed: [{ id: 'job-nowhere', error: { code: 'job_not_found' } }],
    })
    await until('it succeeds', async () => (await state()) === 'succeeded')
  })
})
