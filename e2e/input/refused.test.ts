import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Core } from '#core'
import { InterlockError, MAX_JOB_BYTES, parseJobText } from '#schemas'
import { contentOf } from '../support/database.ts'
import { aJob, aScript, aTestRun } from '../support/jobs.ts'
import { openCore, removeFolder, type TestCore } from '../support/test-core.ts'

let opened: TestCore
let core: Core

// Without workers: what is refused here must not get as far as to one.
beforeAll(async () => {
  opened = await openCore({ slots: 0 })
  core = opened.core
})

afterAll(async () => {
  await core.close('test')
  removeFolder(opened.home)
  removeFolder(opened.workspace)
})

/** The refusal of an input, which must have left no trace in the database. */
async function refusal(enqueue: () => Promise<unknown>): Promise<InterlockError> {
  const before = contentOf(opened.home)
  const error: unknown = await enqueue().then(
    () => new Error('It was taken.'),
    (thrown: unknown) => thrown,
  )
  expect(contentOf(opened.home)).toEqual(before)
  if (!(error instanceof InterlockError)) throw error
  return error
}

function refused(input: unknown): Promise<InterlockError> {
  return refusal(() => core.jobs.enqueue(input, 'operator'))
}

/** Of a text, as it comes out of a file or over a wire. */
function textRefused(text: string): Promise<InterlockError> {
  return refusal(async () => core.jobs.enqueue(parseJobText(text), 'operator'))
}

/** The problems an input was refused for. */
async function problemsOf(input: unknown): Promise<{ field: string; problem: string }[]> {
  const { code, data } = await refused(input)
  expect(code).toBe('invalid_input')
  return 'problems' in data ? data.problems : []
}

function nested(depth: number): unknown {
  let value: unknown = 1
  for (let level = 0; level < depth; level += 1) value = [value]
  return value
}

describe('too much (case 60)', () => {
  it('refuses a job file of 5 MB, with its size and the limit, before parsing it', async () => {
    const text = `{"type":"doc_compactor_task","meta":{"note":"${'x'.repeat(5 * 1024 * 1024)}"}`
    expect(await textRefused(text)).toMatchObject({
      code: 'input_too_large',
      data: { what: 'job', bytes: text.length, limit: MAX_JOB_BYTES },
      message: 'This job has 5 MiB; the limit is 4 MiB.',
    })
  })

  it('refuses 5 MB of notes that came as a value', async () => {
    const error = await refused(aJob({ meta: { note: 'x'.repeat(5 * 1024 * 1024) } }))
    expect(error).toMatchObject({ code: 'input_too_large', data: { what: 'job', limit: MAX_JOB_BYTES } })
  })

  it('counts the size of a job in bytes, not in characters', async () => {
    const note = '€'.repeat(MAX_JOB_BYTES / 3)
    expect(await refused(aJob({ meta: { note } }))).toMatchObject({ code: 'input_too_large' })
  })

  it.each([65, 100_000])('refuses JSON nested %i deep, as a text and as a value', async (depth) => {
    const text = `{"meta":${'['.repeat(depth)}${']'.repeat(depth)}}`
    expect(await textRefused(text)).toMatchObject({
      code: 'input_too_deep',
      data: { what: 'job', depth: depth + 1, limit: 64 },
    })
    expect(await refused({ ...aJob(), meta: { deep: nested(depth) } })).toMatchObject({
      code: 'input_too_deep',
      data: { limit: 64 },
    })
  })

  it('refuses 200,000 keys, as a text and as a value', async () => {
    const meta = Object.fromEntries(Array.from({ length: 200_000 }, (_, at) => [`k${at}`, 0]))
    expect(await textRefused(JSON.stringify({ meta }))).toMatchObject({
      code: 'input_too_many_members',
      data: { what: 'job', members: 200_001, limit: 20_000 },
      message: 'This job has 200,001 fields and items; the limit is 20,000.',
    })
    expect(await refused({ meta })).toMatchObject({
      code: 'input_too_many_members',
      data: { members: 200_001, limit: 20_000 },
    })
  })

  it('refuses a value that contains itself', async () => {
    const meta: Record<string, unknown> = {}
    meta['self'] = meta
    expect(await refused({ ...aJob(), meta })).toMatchObject({ code: 'input_too_deep' })
  })

  it('names each limit that is passed and the size of what was given', async () => {
    const problems = await problemsOf({
      ...aTestRun(Array.from({ length: 33 }, () => ['true'])),
      budgets: { max_wall_time_sec: 7201, max_tool_calls: 501, max_output_bytes: 1023, max_concurrency_slots: 9 },
      priority: 101,
    })
    expect(problems).toEqual([
      {
        field: 'payload.commands',
        problem: 'payload.commands must have at most 32 items; you gave a list of 33 items.',
      },
      {
        field: 'budgets.max_wall_time_sec',
        problem: 'budgets.max_wall_time_sec must be at most 7,200; you gave 7,201.',
      },
      { field: 'budgets.max_tool_calls', problem: 'budgets.max_tool_calls must be at most 500; you gave 501.' },
      {
        field: 'budgets.max_output_bytes',
        problem: 'budgets.max_output_bytes must be at least 1,024; you gave 1,023.',
      },
      {
        field: 'budgets.max_concurrency_slots',
        problem: 'budgets.max_concurrency_slots must be at most 8; you gave 9.',
      },
      { field: 'priority', problem: 'priority must be at most 100; you gave 101.' },
    ])
  })

  it('counts the characters of a text by code point', async () => {
    const argument = '😀'.repeat(257)
    expect(await problemsOf(aTestRun([['echo', argument]]))).toEqual([
      {
        field: 'payload.commands[0][1]',
        problem: 'payload.commands[0][1] must have at most 256 characters; you gave text of 257 characters.',
      },
    ])
  })
})

describe('not what it should be', () => {
  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a number', 7],
    ['a list', []],
    ['a text', 'job'],
    ['an empty object', {}],
  ])('refuses %s', async (_, input) => {
    expect(await refused(input)).toMatchObject({ code: 'invalid_input', data: { what: 'job' } })
  })

  it.each(['', '{', 'NaN', '{"type":Infinity}', "{'type':1}", '\uFEFF{}', '{} {}'])(
    'refuses a text that is no JSON: %j',
    async (text) => {
      expect(await textRefused(text)).toMatchObject({ code: 'input_not_json', data: { what: 'job' } })
    },
  )

  it('names a field it does not know and a type it does not have', async () => {
    expect(await problemsOf({ ...aJob(), priorty: 3 })).toEqual([
      { field: 'priorty', problem: 'priorty is not a known field.' },
    ])
    expect(await problemsOf({ ...aJob(), type: 'no_such_task' })).toMatchObject([{ field: 'type' }])
  })

  it('names no more than 20 of the fields it does not know, however many there are', async () => {
    const unknown = Object.fromEntries(Array.from({ length: 15_000 }, (_, n) => [`k${n}`, n]))
    expect(await problemsOf({ ...aJob(), ...unknown })).toHaveLength(20)
  })

  it.each(['__proto__', 'constructor', 'prototype'])('refuses the key %s wherever it stands', async (key) => {
    for (const text of [
      `{"${key}":{}}`,
      `{"type":"doc_compactor_task","meta":{"a":[{"${key}":{"polluted":true}}]}}`,
      `{"\\u${key.codePointAt(0)?.toString(16).padStart(4, '0')}${key.slice(1)}":1}`,
    ]) {
      expect(await textRefused(text)).toMatchObject({
        code: 'invalid_input',
        data: { problems: [{ field: key, problem: `The key ${key} is not allowed anywhere.` }] },
      })
      expect(await refused(JSON.parse(text))).toMatchObject({ code: 'invalid_input' })
    }
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })

  it('refuses an id, a workspace and a capability that could be something else', async () => {
    for (const id of ['', '../../evil', 'a b', 'a'.repeat(65), 'job\n', 'ｊob'])
      expect(await problemsOf(aJob({ id }))).toMatchObject([{ field: 'id' }])
    expect(await problemsOf(aJob({ workspace: '../demo' }))).toMatchObject([{ field: 'workspace' }])
    expect(await problemsOf(aJob({ requires: ['repo tools'] }))).toMatchObject([{ field: 'requires[0]' }])
  })

  it('refuses a workspace nobody has added, and tells which there are', async () => {
    expect(await refused(aJob({ workspace: 'other' }))).toMatchObject({
      code: 'workspace_not_found',
      message: 'There is no workspace other. Known: demo.',
    })
  })

  it('refuses a NUL in an argument, a folder and a document', async () => {
    expect(await problemsOf(aScript('echo a\0b'))).toEqual([
      {
        field: 'payload.commands[0][2]',
        problem: 'payload.commands[0][2] must not contain a NUL character; you gave text of 8 characters.',
      },
    ])
    const run = aScript('true')
    expect(await problemsOf({ ...run, payload: { ...run.payload, cwd: 'a\0' } })).toMatchObject([
      { field: 'payload.cwd' },
    ])
    const digest = aJob()
    expect(await problemsOf({ ...digest, payload: { ...digest.payload, inputs: ['\0'] } })).toMatchObject([
      { field: 'payload.inputs[0]' },
    ])
  })
})

describe('half a character', () => {
  const half = `a${String.fromCharCode(0xd83d)}b`

  it.each<[string, unknown]>([
    ['id', { ...aJob(), id: half }],
    ['workspace', { ...aJob(), workspace: half }],
    ['idempotency_key', { ...aJob(), idempotency_key: half }],
    ['run_at', { ...aJob(), run_at: half }],
    ['payload.title', { ...aJob(), payload: { ...aJob().payload, title: half } }],
    ['payload.inputs[0]', { ...aJob(), payload: { ...aJob().payload, inputs: [half] } }],
    ['payload.commands[0][1]', aTestRun([['echo', half]])],
    ['policy.allowed_tools[0]', { ...aJob(), policy: { ...aJob().policy, allowed_tools: [half] } }],
    ['meta.note', { ...aJob(), meta: { note: half } }],
    ['meta.list[1].inner', { ...aJob(), meta: { list: [1, { inner: half }] } }],
    ['requires[0]', { ...aJob(), requires: [half] }],
  ])('refuses it in %s and says where', async (field, input) => {
    expect(await problemsOf(input)).toMatchObject([{ field }])
  })

  it('refuses it in the name of a note', async () => {
    const [problem] = await problemsOf({ ...aJob(), meta: { [half]: 1 } })
    expect(problem?.field).toMatch(/^meta/)
    expect(problem?.problem.isWellFormed()).toBe(true)
  })

  it('takes a whole pair', async () => {
    const { created } = await core.jobs.enqueue(aJob({ idempotency_key: '😀', meta: { '😀': '😀' } }), 'operator')
    expect(created).toBe(true)
  })
})
