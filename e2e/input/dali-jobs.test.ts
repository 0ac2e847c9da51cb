import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Core } from '#core'
import { isInterlockError, parseJobText } from '#schemas'
import { openCore, removeFolder, type TestCore } from '../support/test-core.ts'

let opened: TestCore
let core: Core
let jobs = 0

beforeAll(async () => {
  opened = await openCore({ slots: 0 })
  core = opened.core
})

afterAll(async () => {
  await core.close('test')
  removeFolder(opened.home)
  removeFolder(opened.workspace)
})

const BUDGETS = { max_wall_time_sec: 60, max_tool_calls: 10, max_output_bytes: 65_536, max_concurrency_slots: 1 }
const TOOL_POLICY = { allow_network: false, allow_subprocess: false, allowed_tools: [] }

/** A job in DALI's form with a fresh id. */
function aDaliJob(over: Record<string, unknown> = {}): Record<string, unknown> {
  jobs += 1
  return {
    job_id: `job-${String(jobs).padStart(8, '0')}`,
    job_type: 'doc_compactor_task',
    created_at_utc: '2026-01-02T03:04:05Z',
    payload: { inputs: ['README.md'], max_input_bytes: 4096, max_output_bytes: 4096 },
    budgets: BUDGETS,
    tool_policy: TOOL_POLICY,
    ...over,
  }
}

const testRun = { job_type: 'test_runner_task', payload: { commands: [['true']], timeout_sec: 5 } }
const index = { job_type: 'repo_index_task', payload: { include_globs: ['*'], max_files: 9, max_file_bytes: 256 } }

function withPayload(base: { job_type: string; payload: object }, over: Record<string, unknown>) {
  return { ...base, payload: { ...base.payload, ...over } }
}

async function taken(over: Record<string, unknown>) {
  const { job, created } = await core.jobs.enqueue(aDaliJob(over), 'operator')
  expect(created).toBe(true)
  return core.jobs.get(job.id).job
}

/** What is wrong with a job that is refused, which must leave the ledger as it was. */
async function problemsOf(over: Record<string, unknown>): Promise<{ field: string; problem: string }[]> {
  const before = core.status().ledger
  const error: unknown = await core.jobs.enqueue(aDaliJob(over), 'operator').catch((thrown: unknown) => thrown)
  expect(core.status().ledger).toEqual(before)
  if (!isInterlockError(error, 'invalid_input')) throw new Error('It was not refused as invalid.')
  return error.data.problems
}

describe('takes what DALI took with its schemas', () => {
  it.each<[string, Record<string, unknown>]>([
    ['the shortest id', { job_id: 'job-abcd1234' }],
    ['the longest id', { job_id: `job-${'a'.repeat(32)}` }],
    ['any text after the date', { created_at_utc: '2026-99-99Tsomewhen, perhaps' }],
    ['a time as long as it likes', { created_at_utc: `2026-01-02T${'0'.repeat(500)}` }],
    ['the same tool twice and an empty one', { tool_policy: { ...TOOL_POLICY, allowed_tools: ['a', 'a', ''] } }],
    ['an empty argument', withPayload(testRun, { commands: [['true', '']] })],
    ['an empty name of a variable', withPayload(testRun, { env_allow: [''] })],
    ['an empty document', withPayload(aDocument(), { inputs: [''] })],
    ['an empty pattern and keyword', withPayload(index, { include_globs: [''], keywords: [''] })],
    ['an empty title', withPayload(aDocument(), { title: '' })],
    ['16 notes', { meta: Object.fromEntries(Array.from({ length: 16 }, (_, n) => [`note${n}`, n])) }],
  ])('%s', async (_, over) => {
    expect((await taken(over)).state).toBe('queued')
  })

  it('integers written as 60.0, as integers', async () => {
    const text = JSON.stringify(aDaliJob(testRun)).replace('"timeout_sec":5', '"timeout_sec":5.0')
    expect(text).toContain('5.0')
    const { job } = await core.jobs.enqueue(
      parseJobText(text.replace('"max_wall_time_sec":60', '"max_wall_time_sec":60.0')),
      'operator',
    )
    const detail = core.jobs.get(job.id).job
    expect(detail.payload).toMatchObject({ timeout_sec: 5 })
    expect(detail.budgets).toEqual(BUDGETS)
  })
})

describe('takes what DALI took without them', () => {
  it.each<[string, Record<string, unknown>]>([
    ['an id of 40 characters', { job_id: `job-${'b'.repeat(36)}` }],
    ['dashes anywhere in an id', { job_id: 'job---a-b---' }],
    ['a time that only holds a T and ends with Z', { created_at_utc: 'T when it was, Z' }],
  ])('%s', async (_, over) => {
    expect((await taken(over)).state).toBe('queued')
  })

  it('true and false for integers, as 1 and 0', async () => {
    const job = await taken({
      ...withPayload(testRun, { timeout_sec: true }),
      budgets: { ...BUDGETS, max_wall_time_sec: true, max_tool_calls: false },
    })
    expect(job.payload).toMatchObject({ timeout_sec: 1 })
    expect(job.budgets).toMatchObject({ max_wall_time_sec: 1, max_tool_calls: 0 })
    expect((await taken(withPayload(index, { max_files: true }))).payload).toMatchObject({ max_files: 1 })
  })

  it.each<[string, unknown, unknown]>([
    ['a text', 'note', { dali_meta: 'note' }],
    ['a list', [1], { dali_meta: [1] }],
    ['nothing', null, { dali_meta: null }],
    ['an object', { source: 'x' }, { source: 'x' }],
  ])('%s for notes', async (_, meta, kept) => {
    expect((await taken({ meta })).meta).toEqual(kept)
  })

  it('more notes than 16, and longer names, under one name', async () => {
    const many = Object.fromEntries(Array.from({ length: 17 }, (_, n) => [`note${n}`, n]))
    expect((await taken({ meta: many })).meta).toEqual({ dali_meta: many })
    const long = { ['n'.repeat(129)]: 1 }
    expect((await taken({ meta: long })).meta).toEqual({ dali_meta: long })
  })
})

describe('refuses what neither took, or what became a file name', () => {
  it.each<[string, Record<string, unknown>, { field: string; problem?: string }]>([
    ['an id with a line feed at its end', { job_id: 'job-abcd1234\n' }, { field: 'job_id' }],
    ['an id with letters of other scripts', { job_id: 'job-ａｂｃｄ1234' }, { field: 'job_id' }],
    ['an id with capitals', { job_id: 'job-ABCD1234' }, { field: 'job_id' }],
    ['an id that is a path', { job_id: '../../../evil' }, { field: 'job_id' }],
    ['an id of 11 characters', { job_id: 'job-abc1234' }, { field: 'job_id' }],
    ['an id of 41 characters', { job_id: `job-${'a'.repeat(37)}` }, { field: 'job_id' }],
    ['another type', { job_type: 'shell_task' }, { field: 'job_type' }],
    [
      'a time without a date',
      { created_at_utc: 'yesterday' },
      {
        field: 'created_at_utc',
        problem:
          'created_at_utc must begin with a date and T, or hold a T and end with Z; you gave text of 9 characters.',
      },
    ],
    ['no budget', { budgets: {} }, { field: 'budgets.max_wall_time_sec' }],
    [
      'a budget of half a second',
      { budgets: { ...BUDGETS, max_wall_time_sec: 0.5 } },
      {
        field: 'budgets.max_wall_time_sec',
        problem: 'budgets.max_wall_time_sec must be a whole number; you gave 0.5.',
      },
    ],
    [
      'a budget out of its range',
      { budgets: { ...BUDGETS, max_output_bytes: 104_857_601 } },
      {
        field: 'budgets.max_output_bytes',
        problem: 'budgets.max_output_bytes must be at most 104,857,600; you gave 104,857,601.',
      },
    ],
    ['true where it is too little', withPayload(index, { max_file_bytes: true }), { field: 'payload.max_file_bytes' }],
    [
      'a budget of another name',
      { budgets: { ...BUDGETS, max_fun: 1 } },
      { field: 'budgets.max_fun', problem: 'budgets.max_fun is not a known field.' },
    ],
    ['a field of another name', { note: 1 }, { field: 'note', problem: 'note is not a known field.' }],
    ['a payload of another type', { payload: index.payload }, { field: 'payload.inputs' }],
    ['no command', withPayload(testRun, { commands: [] }), { field: 'payload.commands' }],
    ['a command without arguments', withPayload(testRun, { commands: [[]] }), { field: 'payload.commands[0]' }],
    [
      'an argument that is too long',
      withPayload(testRun, { commands: [['true', 'x'.repeat(257)]] }),
      {
        field: 'payload.commands[0][1]',
        problem: 'payload.commands[0][1] must have at most 256 characters; you gave text of 257 characters.',
      },
    ],
    ['a number for a switch', { tool_policy: { ...TOOL_POLICY, allow_network: 1 } }, { field: 'policy.allow_network' }],
  ])('%s', async (_, over, problem) => {
    const [first] = await problemsOf(over)
    expect(first).toMatchObject(problem)
  })

  it('refuses half of a surrogate pair in its notes and time', async () => {
    const half = String.fromCharCode(0xdc00)
    expect(await problemsOf({ meta: { note: half } })).toMatchObject([{ field: 'meta.note' }])
    expect(await problemsOf({ meta: half })).toMatchObject([{ field: 'meta.dali_meta' }])
    expect(await problemsOf({ created_at_utc: `2026-01-02T${half}` })).toMatchObject([{ field: 'created_at_utc' }])
  })
})

function aDocument() {
  return {
    job_type: 'doc_compactor_task',
    payload: { inputs: ['README.md'], max_input_bytes: 4096, max_output_bytes: 4096 },
  }
}
