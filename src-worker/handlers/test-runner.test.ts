import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CommandResult, READ_ONLY_POLICY, taskTypes, testRunnerResult } from '#schemas'
import type { Finish } from '#schemas/protocol'
import { artifactText, type JobParts, readyWorker, type WorkerHarness } from '../testing/worker-harness.ts'

let worker: WorkerHarness
beforeAll(async () => {
  worker = await readyWorker({ env: { CI_LABEL: 'nightly', DEPLOY_TOKEN: 'hidden', NODE_OPTIONS: '' } })
})
afterAll(() => worker.close())

function run(commands: string[][], parts: Partial<JobParts> & { payload?: object } = {}) {
  const payload = { commands, timeout_sec: 20, ...parts.payload }
  return worker.run({ ...parts, type: 'test_runner_task', payload })
}

function resultsOf(finish: Finish): CommandResult[] {
  return testRunnerResult.parse(finish.result).results
}

const sh = (script: string) => ['sh', '-c', script]

describe('the test runner', () => {
  it('passes when every command ends with 0', async () => {
    const { assignment, finish } = await run([['true'], sh('echo out; echo err >&2')])
    expect(finish).toMatchObject({
      state: 'succeeded',
      verdict: 'passed',
      result: {
        commands_run: 2,
        results: [
          { returncode: 0, stdout: '' },
          { argv: sh('echo out; echo err >&2'), returncode: 0, stdout: 'out\n', stderr: 'err\n', stdout_bytes: 4 },
        ],
      },
    })
    expect(taskTypes.test_runner_task.result.parse(finish.result)).toEqual(finish.result)
    expect(worker.outputOf(assignment.run, 'stdout')).toBe('out\n')
    expect(worker.outputOf(assignment.run, 'note')).toBe("$ true\n$ sh -c 'echo out; echo err >&2'\n")
  })

  it('fails when one of them does not, and runs them all', async () => {
    const { assignment, finish } = await run([sh('exit 7'), ['true']])
    expect(finish).toMatchObject({
      state: 'succeeded',
      verdict: 'failed',
      result: { results: [{ returncode: 7 }, { returncode: 0 }] },
    })
    expect(worker.stepsOf(assignment.run)).toMatchObject([
      {
        kind: 'tool.called',
        payload: { step: 1, tool: 'subprocess.run_argv', timeout_ms: 20_000 },
        body: { argv: sh('exit 7'), cwd: '.', timeout_sec: 20 },
      },
      { kind: 'tool.returned', payload: { step: 1, exit_code: 7, error: null } },
      { kind: 'tool.called', payload: { step: 2 } },
      { kind: 'tool.returned', payload: { step: 2, exit_code: 0 } },
    ])
  })

  it('leaves a summary and a report', async () => {
    const { assignment, finish } = await run([['true'], sh('exit 3')])
    const text = (kind: 'summary' | 'test_report') => artifactText(finish, assignment, kind)
    expect(finish.artifacts).toMatchObject([
      { kind: 'summary', name: `${assignment.job.id}.md`, media_type: 'text/markdown' },
      { kind: 'test_report', name: `${assignment.job.id}_report.json`, media_type: 'application/json' },
    ])
    expect(text('summary')).toBe(
      `# Test Runner Task\n\n- job_id: ${assignment.job.id}\n- commands_run: 2\n- cmd_1_rc: 0\n- cmd_2_rc: 3\n`,
    )
    expect(JSON.parse(text('test_report') ?? '')).toEqual(finish.result)
  })

  it('starts nothing when the policy allows no commands', async () => {
    const { assignment, finish } = await run([['true']], { policy: READ_ONLY_POLICY })
    expect(finish).toMatchObject({ state: 'failed', outcome: { code: 'subprocess_not_allowed' }, result: null })
    expect(worker.stepsOf(assignment.run)).toEqual([])
  })

  it('refuses a shell line before anything runs', async () => {
    const { assignment, finish } = await run([['true'], ['echo hi | cat']])
    expect(finish).toMatchObject({ state: 'failed', outcome: { code: 'argv_rejected' } })
    expect(finish.outcome?.message).toContain('Command 2')
    expect(worker.stepsOf(assignment.run)).toEqual([])
  })

  it('says of each command why it could not be started', async () => {
    const script = join(worker.folder, 'plain.sh')
    writeFileSync(script, 'echo no first line')
    chmodSync(script, 0o644)
    const { finish } = await run([['no-such-command-anywhere'], ['./plain.sh'], ['true']])
    expect(finish).toMatchObject({ state: 'succeeded', verdict: 'failed' })
    expect(resultsOf(finish)).toMatchObject([
      { returncode: null, error: { code: 'command_not_found' } },
      { returncode: null, error: { code: 'not_executable' } },
      { returncode: 0 },
    ])
  })

  it('says so when the folder to work in is a file', async () => {
    writeFileSync(join(worker.folder, 'file.txt'), '')
    const { finish } = await run([['true']], { payload: { cwd: 'file.txt' } })
    expect(resultsOf(finish)).toMatchObject([{ returncode: null, error: { code: 'cwd_not_a_directory' } }])
  })

  it.each(['/', '..', '', 'nowhere'])('refuses to work in %j', async (cwd) => {
    const { assignment, finish } = await run([['true']], { payload: { cwd } })
    expect(finish).toMatchObject({ state: 'failed', outcome: { code: 'path_rejected' } })
    expect(worker.stepsOf(assignment.run)).toMatchObject([{ kind: 'path.rejected', body: { path: cwd } }])
  })

  it('works in a folder of the workspace', async () => {
    mkdirSync(join(worker.folder, 'a/b'), { recursive: true })
    const { finish } = await run([['pwd']], { payload: { cwd: 'a/b' } })
    expect(resultsOf(finish)[0]?.stdout).toBe(`${join(worker.folder, 'a/b')}\n`)
  })

  it('ends a command that takes too long, with all it started, and keeps what it said', async () => {
    const marker = join(worker.folder, 'grandchild')
    const { finish } = await run([sh(`echo started; (sleep 3; touch ${marker}) & sleep 60`), ['true']], {
      payload: { timeout_sec: 1 },
    })
    expect(finish).toMatchObject({ state: 'succeeded', verdict: 'failed' })
    expect(resultsOf(finish)).toMatchObject([
      { returncode: null, timed_out: true, stdout: 'started\n' },
      { returncode: 0, timed_out: false },
    ])
    await new Promise((resolve) => setTimeout(resolve, 2500))
    expect(existsSync(marker)).toBe(false)
  })

  it('keeps bytes as they are: line ends, and U+FFFD for what is no UTF-8', async () => {
    const { finish } = await run([['printf', String.raw`a\r\nb\377\303`]])
    expect(resultsOf(finish)[0]).toMatchObject({
      stdout: 'a\r\nb\uFFFD\uFFFD',
      stdout_bytes: 6,
      stdout_truncated: false,
    })
  })

  it('keeps the beginning of long output in the result and all of it in the log', async () => {
    const { assignment, finish } = await run([sh('head -c 600000 /dev/zero | tr "\\0" x')])
    expect(resultsOf(finish)[0]).toMatchObject({
      stdout: 'x'.repeat(262_144),
      stdout_bytes: 600_000,
      stdout_truncated: true,
    })
    expect(worker.outputOf(assignment.run, 'stdout')).toHaveLength(600_000)
  })

  it('names the signal that ended a command', async () => {
    const { finish } = await run([sh('kill -SEGV $$')])
    expect(resultsOf(finish)[0]).toMatchObject({ returncode: null, signal: 'SIGSEGV', timed_out: false })
    expect(finish.verdict).toBe('failed')
  })

  it('passes on only what it is asked for, and no secret', async () => {
    const { assignment, finish } = await run([['env']], {
      payload: { env_allow: ['CI_LABEL', 'DEPLOY_TOKEN', 'NODE_OPTIONS', 'UNKNOWN_NAME'] },
    })
    const env = resultsOf(finish)[0]?.stdout ?? ''
    expect(env).toContain('CI_LABEL=nightly')
    expect(env).toContain('HOME=/home/job\nTMPDIR=/tmp\n')
    expect(env).not.toMatch(/hidden|NODE_OPTIONS|NODE_CHANNEL|INTERLOCK/)
    expect(worker.outputOf(assignment.run, 'note')).toContain(
      'Not passed on: DEPLOY_TOKEN (needs_grant), NODE_OPTIONS (denied), UNKNOWN_NAME (not_set)',
    )
  })

  it('runs commands at once up to its slots, with results in the order of the commands', async () => {
    const flag = (name: string) => join(worker.folder, name)
    const meet = (mine: string, other: string) =>
      sh(`touch ${flag(mine)}; while [ ! -e ${flag(other)} ]; do sleep 0.02; done; echo ${mine}`)
    const { finish } = await run([meet('one', 'two'), meet('two', 'one'), ['echo', 'three']], {
      payload: { parallel: true, timeout_sec: 10 },
      budgets: { max_concurrency_slots: 2 },
    })
    expect(finish.verdict).toBe('passed')
    expect(resultsOf(finish).map(({ stdout }) => stdout)).toEqual(['one\n', 'two\n', 'three\n'])
  })

  it('runs no more of them at once than it has slots', async () => {
    const lock = join(worker.folder, 'lock')
    const alone = sh(`mkdir ${lock} || exit 9; sleep 0.1; rmdir ${lock}`)
    const { finish } = await run([alone, alone, alone], { payload: { parallel: true } })
    expect(resultsOf(finish).map(({ returncode }) => returncode)).toEqual([0, 0, 0])
  })

  it('ends all that run at once when the budget is used up', async () => {
    const { finish } = await run([['sleep', '60'], ['yes'], ['sleep', '60'], ['true']], {
      payload: { parallel: true },
      budgets: { max_concurrency_slots: 3, max_output_bytes: 4096 },
    })
    expect(finish).toMatchObject({ state: 'over_budget', outcome: { code: 'max_output_bytes' }, verdict: 'partial' })
    expect(finish.usage.tool_calls).toBe(3)
  })
})

describe('the test runner in DALI form', () => {
  const dali = { compat: 'dali' } as const

  it('passes on no secret either, and says so', async () => {
    const { assignment, finish } = await run([['env']], {
      ...dali,
      payload: { env_allow: ['CI_LABEL', 'DEPLOY_TOKEN'] },
    })
    expect(resultsOf(finish)[0]?.stdout).toContain('CI_LABEL=nightly')
    expect(resultsOf(finish)[0]?.stdout).not.toContain('hidden')
    expect(worker.outputOf(assignment.run, 'note')).toContain('Not passed on: DEPLOY_TOKEN (needs_grant)')
  })

  it('translates line ends, counts after that, and leaves no report', async () => {
    const { finish } = await run([['printf', String.raw`a\r\nb\rc`]], dali)
    expect(resultsOf(finish)[0]).toMatchObject({ stdout: 'a\nb\nc', stdout_bytes: 5 })
    expect(finish.artifacts.map(({ kind }) => kind)).toEqual(['summary'])
  })

  it('cuts each stream at the budget and lets the command end', async () => {
    const { finish } = await run([sh('head -c 5000 /dev/zero | tr "\\0" x')], {
      ...dali,
      budgets: { max_output_bytes: 1024 },
    })
    expect(finish.state).toBe('succeeded')
    expect(resultsOf(finish)[0]).toMatchObject({ stdout: 'x'.repeat(1024), stdout_bytes: 5000, stdout_truncated: true })
  })

  it('fails after the command when what was kept is too much, also by a cut character', async () => {
    const euros = sh('i=0; while [ $i -lt 1000 ]; do printf "€"; i=$((i+1)); done')
    const { assignment, finish } = await run([euros], { ...dali, budgets: { max_output_bytes: 1024 } })
    expect(finish).toMatchObject({
      state: 'over_budget',
      outcome: { code: 'max_output_bytes', message: 'max_output_bytes exceeded' },
      result: null,
      artifacts: [],
    })
    expect(worker.stepsOf(assignment.run).map(({ kind }) => kind)).toEqual(['tool.called'])
  })

  it('records the call of a shell line and fails in its words', async () => {
    const { assignment, finish } = await run([['echo hi']], dali)
    expect(finish).toMatchObject({ state: 'failed', outcome: { message: 'argv_rejected:shell_like' } })
    expect(worker.stepsOf(assignment.run).map(({ kind }) => kind)).toEqual(['tool.called'])
  })

  it('gives the number of a signal as Python does', async () => {
    const { finish } = await run([sh('kill -SEGV $$')], dali)
    expect(resultsOf(finish)[0]).toMatchObject({ returncode: -11 })
  })

  it('says in its words what is not allowed', async () => {
    const { finish } = await run([['true']], { ...dali, policy: READ_ONLY_POLICY })
    expect(finish.outcome?.message).toBe('subprocess_not_allowed')
    const outside = await run([['true']], { ...dali, payload: { cwd: '/tmp' } })
    expect(outside.finish.outcome?.message).toBe('path_rejected:absolute')
  })
})
