import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SANDBOX_PROMISES } from '#schemas'
import { packagesRemedy } from '#schemas/texts'
import { aScript } from '../support/jobs.ts'
import { aFolder } from '../support/test-core.ts'
import { aTerminal } from './terminal.ts'

async function withWorkspace() {
  const terminal = aTerminal()
  const folder = aFolder('workspace')
  writeFileSync(join(folder, 'README.md'), '# Hello\n')
  expect((await terminal.run('workspaces', 'add', folder, '--name', 'demo')).code).toBe(0)
  return { ...terminal, folder }
}

const A_RUN = ['enqueue', '--type', 'test_runner_task', '--payload', '{"commands":[["true"]],"timeout_sec":30}']

describe('interlock sandbox', () => {
  it('says of every promise who keeps it, with a worker of its own where no core runs', async () => {
    const { run } = aTerminal()
    const said = await run('sandbox')
    expect(said.code).toBe(0)
    expect(said.stdout).toMatch(/^os-enforced: /)
    for (const promise of SANDBOX_PROMISES) expect(said.stdout).toMatch(new RegExp(`^system +${promise} `, 'm'))
    const tested = await run('sandbox', 'test', '--json')
    expect(tested.code).toBe(0)
    expect(tested.value()).toMatchObject({ level: 'os-enforced', remedy: null, workers: 1 })
  })

  it('tries anew in the workers of a core that runs', async () => {
    const terminal = aTerminal()
    const core = terminal.begin('start', '--no-demo', '--port', '0', '--slots', '2')
    await core.says(/\/#code=|http:\/\/127/)
    const tested = await terminal.run('sandbox', 'test', '--json')
    expect(tested.code).toBe(0)
    expect(tested.value()).toMatchObject({ level: 'os-enforced', workers: 2 })
    await core.end('SIGTERM')
  })
})

describe('interlock presets', () => {
  it('lists them, and says in what a job differs from one', async () => {
    const { run } = await withWorkspace()
    const listed = await run('presets', '--json')
    expect(listed.value().map(({ name }: { name: string }) => name)).toEqual([
      'read_only',
      'run_tests',
      'build',
      'full_ask_me',
    ])
    const { job } = (await run(...A_RUN, '--preset', 'build', '--json')).value()
    const differs = await run('presets', 'compare', 'run-tests', job.id)
    expect(differs.stdout).toMatch(/^more +write_git +yes, in run_tests no$/m)
    expect((await run('presets', 'compare', 'build', job.id)).stdout).toMatch(/is that of the preset build/)
    expect(await run('presets', 'compare', 'none', job.id)).toMatchObject({ code: 2 })
    expect((await run('jobs', 'show', job.id)).stdout).toMatch(/preset build; allows commands/)
  })
})

describe('interlock enqueue --dry-run', () => {
  it('says what the job would be allowed to do, and adds nothing', async () => {
    const { run, folder } = await withWorkspace()
    const said = await run(...A_RUN, '--preset', 'run_tests', '--dry-run')
    expect(said.code).toBe(0)
    expect(said.stdout).toContain(`system  Write ${folder} (.git excepted)`)
    expect(said.stdout).toMatch(/It would be let in\. Nothing was added\./)
    const json = await run(...A_RUN, '--preset', 'run_tests', '--allow-subprocess', '--dry-run', '--json')
    expect(json.value()).toMatchObject({ workspace: 'demo', preset: 'run_tests', differences: [], refusal: null })
    expect((await run('jobs', 'list', '--json')).value().items).toEqual([])
  })

  it('says that it would wait for an approval, and so it does', async () => {
    const { run } = await withWorkspace()
    const asks = await run(...A_RUN, '--preset', 'full, ask me', '--dry-run', '--json')
    expect(asks.code).toBe(0)
    expect(asks.value()).toMatchObject({ refusal: null, asking: { reasons: [{ by: 'network' }] } })
    expect(await run(...A_RUN, '--preset', 'full_ask_me')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Waits for your approval.') as unknown,
    })
  })
})

describe('less sandbox than usual', () => {
  it('needs a reason, of a job as of a workspace, and stands in the ledger with who gave it', async () => {
    const { run } = await withWorkspace()
    expect(await run(...A_RUN, '--preset', 'build', '--min-sandbox', 'os-partial')).toMatchObject({ code: 2 })
    const lowered = await run(...A_RUN, '--preset', 'build', '--min-sandbox', 'os-partial', '--why', 'Mine.', '--json')
    expect(lowered.code).toBe(0)
    const events = (await run('evidence', 'show', lowered.value().job.id, '--json')).value()
    expect(events).toContainEqual(
      expect.objectContaining({
        kind: 'job.sandbox_lowered',
        actor: 'cli',
        payload: expect.objectContaining({ to: 'os-partial', usual: 'os-enforced' }) as unknown,
      }),
    )
    expect(await run('workspaces', 'sandbox', 'demo', '--min', 'os-partial')).toMatchObject({ code: 2 })
    const floor = await run('workspaces', 'sandbox', 'demo', '--min', 'os-partial', '--why', 'A container.', '--json')
    expect(floor.value()).toMatchObject({ name: 'demo', sandbox_floor: 'os-partial' })
    const usual = await run('workspaces', 'sandbox', 'demo', '--usual', '--json')
    expect(usual.value()).toMatchObject({ sandbox_floor: null })
  })
})

describe('interlock workspaces toolchains', () => {
  it('shows, adds and takes away', async () => {
    const { run } = await withWorkspace()
    const tools = aFolder('tools')
    expect((await run('workspaces', 'toolchains', 'demo')).stdout).toMatch(/no programs but those of the system/)
    const added = await run('workspaces', 'toolchains', 'demo', '--add', tools, '--json')
    expect(added.value()).toMatchObject({ workspace: 'demo', toolchains: [{ paths: [tools], missing: [] }] })
    const { name } = added.value().toolchains[0]
    expect((await run('workspaces', 'toolchains', 'demo', '--remove', name, '--json')).value()).toMatchObject({
      toolchains: [],
    })
    expect(await run('workspaces', 'toolchains', 'demo', '--remove', 'nvm')).toMatchObject({ code: 2 })
    expect(await run('workspaces', 'toolchains', 'demo', '--add', '/nowhere')).toMatchObject({ code: 2 })
  })
})

const root = join(import.meta.dirname, '..', '..')
const launcher = join(root, 'src-main', 'cli', 'launch', 'interlock.mjs')

/** A command on this machine without bubblewrap, for itself only. */
function withoutBubblewrap(home: string, input: string, ...args: string[]) {
  const hide = `mount --bind /dev/null /usr/bin/bwrap; exec "$@"`
  const line = ['--mount', 'sh', '-c', hide, 'sh', 'node', launcher, '--home', home, ...args]
  return spawnSync('unshare', line, { encoding: 'utf8', input, cwd: root })
}

describe.runIf(process.getuid?.() === 0)('a machine without bubblewrap', () => {
  it('still runs the demo, whose files are Interlock’s own, and records that it was let in', async () => {
    const { run, home } = aTerminal()
    const demo = withoutBubblewrap(home, '', 'demo', '--json')
    expect(demo.status).toBe(0)
    expect((await run('workspaces', 'list', '--json')).value()).toMatchObject([
      { name: 'demo', sandbox_floor: 'os-partial' },
    ])
  })

  it('refuses a job with commands in a sentence that names the packages, until the operator lowers the floor', async () => {
    const { run, home } = await withWorkspace()
    const job = JSON.stringify(aScript('true'))
    const refused = withoutBubblewrap(home, job, 'enqueue', '--job-file', '-', '--wait', '--json')
    expect(refused.status).toBe(1)
    expect(JSON.parse(refused.stdout)).toMatchObject({
      status: 'failed',
      job: { state: 'failed', outcome: { code: 'sandbox_below_minimum' } },
      runs: [{ header: { sandbox_level: 'refused' }, usage: { tool_calls: 0 } }],
    })
    const shown = await run('jobs', 'list', '--filter', 'reason:sandbox_below_minimum')
    expect(shown.stdout).toContain('needs the sandbox level os-enforced')
    expect(refused.stdout).toContain(JSON.stringify(packagesRemedy).slice(1, -1))

    const test = withoutBubblewrap(home, '', 'sandbox', 'test')
    expect(test.status).toBe(1)
    expect(test.stdout).toContain(packagesRemedy)
    await run('workspaces', 'sandbox', 'demo', '--min', 'os-partial', '--why', 'I trust it.')
    const let_in = withoutBubblewrap(home, job, 'enqueue', '--job-file', '-', '--wait', '--json')
    expect(JSON.parse(let_in.stdout)).toMatchObject({ status: 'complete' })
  })
})
