import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { REDACTED } from '#confine'
import { READ_ONLY_POLICY, shellResult, type ShellResult } from '#schemas'
import type { Finish } from '#schemas/protocol'
import { artifactText, type JobParts, readyWorker, type WorkerHarness } from '../testing/worker-harness.ts'

let worker: WorkerHarness
beforeAll(async () => {
  worker = await readyWorker({ env: { CI_LABEL: 'nightly', DEPLOY_TOKEN: 'hidden-4711-x', LD_PRELOAD: '' } })
})
afterAll(() => worker.close())

type Step = { argv: string[]; cwd?: string; timeout_sec?: number; ok_exit_codes?: number[] }

function run(steps: Step[], parts: Partial<JobParts> & { payload?: object } = {}) {
  return worker.run({ ...parts, type: 'shell_task', payload: { steps, ...parts.payload } })
}

function resultOf(finish: Finish): ShellResult {
  return shellResult.parse(finish.result)
}

const sh = (script: string): Step => ({ argv: ['sh', '-c', script] })

describe('the steps of a shell task', () => {
  it('follow one another, and end with the exit code of the last', async () => {
    const { assignment, finish } = await run([sh('echo one; echo err >&2'), sh('echo two')])
    expect(finish).toMatchObject({ state: 'succeeded', outcome: null, verdict: null, artifacts: [] })
    expect(resultOf(finish)).toMatchObject({
      exit_code: 0,
      steps: 2,
      results: [
        { end: 'exited', ok: true, exit_code: 0, signal: null, stdout: 'one\n', stderr: 'err\n', stdout_bytes: 4 },
        { end: 'exited', ok: true, exit_code: 0, stdout: 'two\n' },
      ],
    })
    expect(worker.outputOf(assignment.run, 'stdout')).toBe('one\ntwo\n')
    expect(worker.stepsOf(assignment.run)).toMatchObject([
      { kind: 'tool.called', payload: { step: 1 }, body: { argv: ['sh', '-c', 'echo one; echo err >&2'], cwd: '.' } },
      { kind: 'tool.returned', payload: { step: 1, exit_code: 0, error: null } },
      { kind: 'tool.called', payload: { step: 2 } },
      { kind: 'tool.returned', payload: { step: 2 } },
    ])
  })

  it('stop at the first that fails, and keep what it said', async () => {
    const { assignment, finish } = await run([sh('echo no; exit 7'), sh('echo never')])
    expect(finish).toMatchObject({
      state: 'failed',
      transient: false,
      outcome: { code: 'step_failed', message: 'Step 1 of 2 ended with exit code 7.' },
    })
    expect(resultOf(finish)).toMatchObject({ exit_code: 7, results: [{ ok: false, exit_code: 7, stdout: 'no\n' }] })
    expect(worker.outputOf(assignment.run, 'stdout')).toBe('no\n')
  })

  it('go on after exit codes that are named as good', async () => {
    const { finish } = await run([{ ...sh('exit 3'), ok_exit_codes: [0, 3] }, sh('exit 0')])
    expect(finish.state).toBe('succeeded')
    expect(resultOf(finish).results).toMatchObject([{ ok: true, exit_code: 3 }, { exit_code: 0 }])
  })

  it('tell a time limit from a signal and from what was never started', async () => {
    const marker = join(worker.folder, 'grandchild')
    const slow = await run([
      { ...sh(`echo started; (sleep 3; touch ${marker}) & sleep 60`), timeout_sec: 1 },
      sh('true'),
    ])
    expect(slow.finish).toMatchObject({ state: 'timed_out', outcome: { code: 'step_timed_out' } })
    expect(resultOf(slow.finish).results).toMatchObject([{ end: 'timed_out', exit_code: null, stdout: 'started\n' }])

    const hit = await run([sh('kill -SEGV $$')])
    expect(hit.finish).toMatchObject({ state: 'failed', outcome: { code: 'step_signalled' } })
    expect(resultOf(hit.finish).results).toMatchObject([{ end: 'signalled', exit_code: null, signal: 'SIGSEGV' }])

    const missing = await run([{ argv: ['no-such-command-anywhere'] }])
    expect(missing.finish).toMatchObject({ state: 'failed', outcome: { code: 'step_not_started' } })
    expect(resultOf(missing.finish).results).toMatchObject([
      { end: 'not_started', exit_code: null, error: { code: 'command_not_found' } },
    ])
    await new Promise((resolve) => setTimeout(resolve, 1500))
    expect(existsSync(marker)).toBe(false)
  })

  it('end with the wall time of the run where they have no limit of their own', async () => {
    const { finish } = await run([sh('sleep 60')], { budgets: { max_wall_time_sec: 1 } })
    expect(finish).toMatchObject({ state: 'timed_out', outcome: { code: 'max_wall_time_sec' } })
  })

  it('work in the folders they name', async () => {
    mkdirSync(join(worker.folder, 'a/b'), { recursive: true })
    const { finish } = await run([{ argv: ['pwd'], cwd: 'a/b' }, { argv: ['pwd'] }])
    expect(resultOf(finish).results.map(({ stdout }) => stdout)).toEqual([
      `${join(worker.folder, 'a/b')}\n`,
      `${worker.folder}\n`,
    ])
  })

  it('start nothing when a folder lies outside or the policy allows no commands', async () => {
    const outside = await run([sh('true'), { ...sh('true'), cwd: '../..' }])
    expect(outside.finish).toMatchObject({ state: 'failed', outcome: { code: 'path_rejected' }, result: null })
    expect(worker.stepsOf(outside.assignment.run).map(({ kind }) => kind)).toEqual(['path.rejected'])
    const { finish } = await run([sh('true')], { policy: READ_ONLY_POLICY })
    expect(finish).toMatchObject({ state: 'failed', outcome: { code: 'subprocess_not_allowed' } })
  })
})

describe('a shell task that was suspended', () => {
  it('goes on with the step it was suspended at', async () => {
    const marker = join(worker.folder, 'again')
    const steps = [sh(`echo one; echo x >> ${marker}`), sh('echo two')]
    const first = await run([steps[0]!])
    const { assignment, finish } = await run(steps, { continuation: { results: resultOf(first.finish).results } })
    expect(finish.state).toBe('succeeded')
    expect(resultOf(finish).results.map(({ stdout }) => stdout)).toEqual(['one\n', 'two\n'])
    expect(worker.outputOf(assignment.run, 'stdout')).toBe('two\n')
    expect(readFileSync(marker, 'utf8')).toBe('x\n')
  })

  it('does nothing where that does not fit its steps', async () => {
    const { finish } = await run([sh('true')], { continuation: { results: [{}] } })
    expect(finish).toMatchObject({ state: 'failed', outcome: { code: 'invalid_assignment' } })
  })
})

describe('the environment of a shell task', () => {
  it('has the values of the job and the names it may see, and no secret', async () => {
    const { assignment, finish } = await run([{ argv: ['env'] }], {
      payload: { env: { EDITION: 'a b; c', CI_LABEL: 'mine' }, env_allow: ['CI_LABEL', 'DEPLOY_TOKEN', 'LD_PRELOAD'] },
    })
    const env = resultOf(finish).results[0]?.stdout ?? ''
    expect(env).toContain('EDITION=a b; c\n')
    expect(env).toContain('CI_LABEL=mine\n')
    expect(env).not.toMatch(/hidden|LD_PRELOAD|INTERLOCK/)
    expect(worker.outputOf(assignment.run, 'note')).toContain(
      'Not passed on: DEPLOY_TOKEN (needs_grant), LD_PRELOAD (denied)',
    )
  })

  it.each([
    [{ LD_PRELOAD: './evil.so' }],
    [{ ld_preload: './evil.so' }],
    [{ NODE_OPTIONS: '--require=./x' }],
    [{ GIT_SSH_COMMAND: 'touch x' }],
    [{ BASH_ENV: './x' }],
    [{ PATH: '.' }],
    [{ INTERLOCK_RUN: 'x' }],
    [{ 'A=B': 'c' }],
    [{ API_TOKEN: 'abcdef' }],
    [{ STORE: 'postgres://me:hunter2@db/x' }],
    [{ NOTE: 'a\nLD_PRELOAD=./evil.so' }],
  ])('refuses %j, as the core does', async (env) => {
    const { assignment, finish } = await run([{ argv: ['env'] }], { payload: { env } })
    expect(finish).toMatchObject({ state: 'failed', outcome: { code: 'invalid_assignment' } })
    expect(worker.stepsOf(assignment.run)).toEqual([])
  })
})

describe('what is kept of the output of a shell task', () => {
  const output = { excerpt_bytes: 10, tail_bytes: 256, offload_bytes: 1024 }

  it('is the beginning and the end, and all of it in the log', async () => {
    const { assignment, finish } = await run([sh('seq 1 200')], { payload: { output } })
    const [step] = resultOf(finish).results
    expect(step).toMatchObject({ stdout: '1\n2\n3\n4\n5\n', stdout_bytes: 692 })
    expect(step?.stdout_tail).toHaveLength(256)
    expect(step?.stdout_tail?.endsWith('199\n200\n')).toBe(true)
    expect(step?.stdout_artifact).toBeUndefined()
    expect(worker.outputOf(assignment.run, 'stdout')).toHaveLength(692)
  })

  it('is all of it, where it is short', async () => {
    const { finish } = await run([sh('seq 1 50')], { payload: { output } })
    expect(resultOf(finish).results[0]).toMatchObject({ stdout: expect.stringMatching(/^1\n[^]*\n50\n$/) })
    expect(resultOf(finish).results[0]?.stdout_tail).toBeUndefined()
  })

  it('lies whole in an artifact once it is long, secrets hidden, for a step that failed too', async () => {
    const { assignment, finish } = await run([sh('seq 1 3000; echo hidden-4711-x >&2; exit 1')], {
      payload: { output },
    })
    const name = `${assignment.job.id}_step1_stdout.txt`
    expect(finish.artifacts).toMatchObject([{ kind: 'output', name, media_type: 'text/plain' }])
    expect(resultOf(finish).results[0]).toMatchObject({ stdout_artifact: name, stderr: `${REDACTED}\n` })
    const text = artifactText(finish, assignment, 'output')
    expect(text?.split('\n')).toHaveLength(3001)
    expect(text?.endsWith('2999\n3000\n')).toBe(true)
  })

  it('ends with the budget, and the command with it', async () => {
    const { finish } = await run([{ argv: ['yes'] }, sh('true')], { budgets: { max_output_bytes: 4096 } })
    expect(finish).toMatchObject({ state: 'over_budget', outcome: { code: 'max_output_bytes' } })
    expect(resultOf(finish)).toMatchObject({ steps: 2, results: [{ end: 'stopped', ok: false, exit_code: null }] })
  })
})

it('hands arguments over as they are, whatever a shell would make of them', async () => {
  const marker = join(worker.folder, 'injected')
  const hostile = [`$(touch ${marker})`, `; touch ${marker}`, '`id`', '*', '$HOME', '-n', 'a b', '\'"', '|', '&&']
  const { finish } = await run([{ argv: ['printf', '%s\\n', ...hostile] }])
  expect(resultOf(finish).results[0]?.stdout).toBe(`${hostile.join('\n')}\n`)
  expect(existsSync(marker)).toBe(false)
})
