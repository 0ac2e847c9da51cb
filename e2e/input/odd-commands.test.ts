import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Core } from '#core'
import { type Job, READ_ONLY_POLICY, type Run } from '#schemas'
import { aJob, aScript, aTestRun } from '../support/jobs.ts'
import { livingWith } from '../support/processes.ts'
import { openCore, removeFolder, type TestCore } from '../support/test-core.ts'
import { enqueued, settled } from '../support/wait.ts'

let opened: TestCore
let core: Core

beforeAll(async () => {
  opened = await openCore({ slots: 4 })
  core = opened.core
})

afterAll(async () => {
  await core.close('test')
  removeFolder(opened.home)
  removeFolder(opened.workspace)
})

async function outcomeOf(spec: unknown): Promise<{ job: Job; run: Run }> {
  const id = await enqueued(core, spec)
  const job = await settled(core, id)
  const [run] = core.jobs.get(id).runs
  return { job, run: run! }
}

it('says of a command that does not exist, is not executable or is a folder why it did not start', async () => {
  writeFileSync(join(opened.workspace, 'plain.txt'), 'not a program')
  chmodSync(join(opened.workspace, 'plain.txt'), 0o644)
  mkdirSync(join(opened.workspace, 'folder'), { recursive: true })
  const { job, run } = await outcomeOf(aTestRun([['no-such-command-xyz'], ['./plain.txt'], ['./folder'], ['true']]))
  expect(job).toMatchObject({ state: 'succeeded', verdict: 'failed', runs: 1 })
  expect(run.result).toMatchObject({
    commands_run: 4,
    results: [
      { returncode: null, error: { code: 'command_not_found' } },
      { returncode: null, error: { code: 'not_executable' } },
      { returncode: null, error: { code: 'not_executable' } },
      { returncode: 0 },
    ],
  })
})

it('keeps output that is no UTF-8 as what it can be shown as', async () => {
  const { job, run } = await outcomeOf(aTestRun([['printf', String.raw`a\377\376b\342\202`]]))
  expect(job).toMatchObject({ state: 'succeeded', verdict: 'passed' })
  expect(run.result).toMatchObject({ results: [{ stdout: 'a\uFFFD\uFFFDb\uFFFD', stdout_bytes: 6 }] })
  const { frames } = await core.runs.output({ id: run.id, from: 0, limit: 10_000 })
  const shown = frames.filter(({ stream }) => stream === 'stdout').map(({ text }) => text)
  expect(shown.join('')).toBe('a\uFFFD\uFFFDb\uFFFD')
})

it('keeps what a command said before its time was up, and nothing it says afterwards', async () => {
  const { job, run } = await outcomeOf(
    aScript('trap "" TERM; echo before; sleep 3; echo after; sleep 60', { timeout_sec: 1 }),
  )
  expect(job).toMatchObject({ state: 'succeeded', verdict: 'failed' })
  expect(run.result).toMatchObject({ results: [{ returncode: null, timed_out: true, stdout: 'before\n' }] })
  expect(run.usage.wall_ms).toBeLessThan(4000)
})

it('does not wait for grandchildren that hold the pipe, nor leave them behind', async () => {
  const mark = `31536${process.pid}`
  const { job, run } = await outcomeOf(
    aScript(`sleep ${mark} & setsid sleep ${mark} & (setsid sh -c "trap '' TERM HUP; sleep ${mark}" &); echo done`),
  )
  expect(job).toMatchObject({ state: 'succeeded', verdict: 'passed' })
  expect(run.result).toMatchObject({ results: [{ returncode: 0, stdout: 'done\n' }] })
  expect(run.usage.wall_ms).toBeLessThan(10_000)
  expect(livingWith(mark)).toEqual([])
})

it('reads on after an empty document', async () => {
  writeFileSync(join(opened.workspace, 'empty.md'), '')
  writeFileSync(join(opened.workspace, 'after.md'), 'after the empty one\n')
  const digest = aJob()
  const { job, run } = await outcomeOf({
    ...digest,
    payload: { ...digest.payload, inputs: ['empty.md', 'after.md'] },
  })
  expect(job.state).toBe('succeeded')
  expect(run.result).toMatchObject({ inputs_considered: 2, bytes_read: 20, inputs_rejected: 0 })
})

it('leaves what was allowed to nothing: no command is started where the policy denies it', async () => {
  const { job, run } = await outcomeOf(aScript('true', { policy: READ_ONLY_POLICY }))
  expect(job).toMatchObject({ state: 'failed', outcome: { code: 'subprocess_not_allowed' } })
  expect(run.usage.tool_calls).toBe(0)
})
