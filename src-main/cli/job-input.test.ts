import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MAX_JOB_BYTES } from '#schemas'
import { changedJob, jobInput, type JobOptions } from './job-input.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'job-input-'))
})
afterEach(() => rm(folder, { recursive: true }))

const dali = {
  job_id: 'job-abcdefgh01',
  job_type: 'doc_compactor_task',
  created_at_utc: '2026-03-01T00:00:00Z',
  payload: { inputs: ['README.md'], max_input_bytes: 1000, max_output_bytes: 1000 },
  budgets: { max_wall_time_sec: 60, max_tool_calls: 1, max_output_bytes: 1024, max_concurrency_slots: 1 },
  tool_policy: { allow_network: false, allow_subprocess: false, allowed_tools: [] },
}

async function file(content: string | Buffer): Promise<JobOptions> {
  const path = join(folder, 'job.json')
  await writeFile(path, content)
  return { jobFile: path }
}

const input = (options: JobOptions, stdin = '') => jobInput(options, Readable.from([Buffer.from(stdin)]))

describe('a job that is there', () => {
  it('becomes what the options name, and nothing else of it changes', async () => {
    const there = await input({ type: 'repo_index_task', preset: 'build', priority: 2, pool: 'models' })
    expect(changedJob(there, {})).toBeUndefined()
    const payload = { include_globs: ['a/**'], max_files: 5, max_file_bytes: 1024 }
    const options = { payload: JSON.stringify(payload), minSandbox: 'os-partial', why: 'Mine.' }
    const policy = { ...there.policy, min_sandbox: 'os-partial' }
    expect(changedJob(there, options)).toEqual({ ...there, payload, policy, sandbox_why: 'Mine.' })
  })
})

describe('a job from options', () => {
  it('takes budgets from its type and changes those that are named', async () => {
    const job = await input({
      type: 'test_runner_task',
      payload: '{"commands":[["true"]],"timeout_sec":5}',
      budget: { max_wall_time_sec: 7 },
      allowSubprocess: true,
      workspace: 'demo',
      priority: 3,
    })
    expect(job).toMatchObject({
      budgets: { max_wall_time_sec: 7, max_tool_calls: 10 },
      policy: { allow_subprocess: true, allow_network: false },
      workspace: 'demo',
      priority: 3,
    })
  })

  it('grants the secrets that are named, beside what the policy of the file says', async () => {
    const job = await input({ type: 'test_runner_task', allowSubprocess: true, secret: ['API_TOKEN', 'DB_PASSWORD'] })
    expect(job.policy).toMatchObject({ allow_subprocess: true, secrets: ['API_TOKEN', 'DB_PASSWORD'] })
  })

  it('tells the alias that is named, over what the file says', async () => {
    const job = await input({ type: 'repo_index_task', deliverTo: 'team', deliverWhen: 'always' })
    expect(job.deliver).toEqual({ to: 'team', when: 'always', output: false })
    const options = await file(JSON.stringify({ ...job, deliver: { to: 'team', when: 'always', output: true } }))
    expect((await input({ ...options, deliverTo: 'phone' })).deliver).toEqual({
      to: 'phone',
      when: 'always',
      output: true,
    })
  })

  it('allows commands only when that was said', async () => {
    expect(await input({ type: 'test_runner_task' })).toMatchObject({ policy: { allow_subprocess: false } })
  })

  it('names the types there are', async () => {
    await expect(input({ type: 'sweep_task' })).rejects.toThrow(/repo_index_task, test_runner_task, doc_compactor_task/)
  })

  it('names a budget there is not', async () => {
    await expect(input({ type: 'repo_index_task', budget: { max_fun: 1 } })).rejects.toThrow(/budgets.max_fun/)
  })
})

describe('a job from a file', () => {
  it('reads the form of DALI and adds what the options say', async () => {
    const job = await input({ ...(await file(JSON.stringify(dali))), workspace: 'repo', compat: 'dali' })
    expect(job).toMatchObject({ id: 'job-abcdefgh01', type: 'doc_compactor_task', workspace: 'repo', compat: 'dali' })
  })

  it('reads standard input', async () => {
    expect(await input({ jobFile: '-' }, JSON.stringify(dali))).toMatchObject({ id: 'job-abcdefgh01' })
  })

  it('refuses a file by its size before it reads it', async () => {
    const options = await file(Buffer.alloc(MAX_JOB_BYTES + 1, ' '))
    await expect(input(options)).rejects.toMatchObject({ code: 'input_too_large', data: { bytes: MAX_JOB_BYTES + 1 } })
  })

  it('stops reading a pipe that does not end', async () => {
    const endless = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(65_536, ' ')
      })(),
    )
    await expect(jobInput({ jobFile: '-' }, endless)).rejects.toMatchObject({ code: 'input_too_large' })
  })

  it('says why a file cannot be read', async () => {
    await expect(input({ jobFile: join(folder, 'none.json') })).rejects.toMatchObject({
      code: 'file_not_readable',
      data: { reason: 'there is no such file' },
    })
    await expect(input({ jobFile: folder })).rejects.toMatchObject({ data: { reason: 'it is a folder' } })
  })

  it('refuses what is not JSON, not UTF-8, too deep, too full or no job', async () => {
    await expect(input(await file('{'))).rejects.toMatchObject({ code: 'input_not_json' })
    await expect(input(await file(Buffer.from([0x22, 0xff, 0x22])))).rejects.toMatchObject({ code: 'input_not_json' })
    await expect(input(await file('['.repeat(100)))).rejects.toMatchObject({ code: 'input_too_deep' })
    await expect(input(await file(`[${'0,'.repeat(20_001)}0]`))).rejects.toMatchObject({
      code: 'input_too_many_members',
    })
    await expect(input(await file('[]'))).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(input(await file('null'))).rejects.toMatchObject({ code: 'invalid_input' })
  })
})
