import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JOB_TYPES, type JobDetail } from '#schemas'
import { shellCommand } from '#schemas/format'
import { splitLine } from '../../facts/index.ts'
import {
  checkDraft,
  type Draft,
  draftOfJob,
  draftText,
  newDraft,
  presetOf,
  readDraftText,
  readWholeNumber,
  unexplained,
  valueAt,
  withPresetChosen,
  withType,
  withValue,
} from './draft.ts'
import type { Field } from './field.ts'
import {
  advancedFields,
  budgetFields,
  deliverFields,
  formFields,
  payloadFields,
  policyFields,
  trustFields,
} from './fields.ts'
import { problemsAt, problemsOf, titledProblem } from './problems.ts'

function problemsOfDraft(draft: Draft) {
  const checked = checkDraft(draft)
  return checked.ok ? [] : checked.problems
}
const fieldNamed = (name: string) =>
  [...payloadFields('test_runner_task'), ...budgetFields(), ...advancedFields()].find(
    (field) => field.path.at(-1) === name,
  )!

/** A field and all that it holds. */
function withInner(field: Field): Field[] {
  const inner =
    field.kind === 'group' || field.kind === 'items'
      ? field.fields
      : field.kind === 'variants'
        ? field.variants.flatMap(({ fields }) => fields)
        : []
  return [field, ...inner.flatMap(withInner)]
}

describe('the form of a job', () => {
  it('has an editor for every member of every job type', () => {
    for (const type of JOB_TYPES) {
      const fields = [
        ...payloadFields(type),
        ...budgetFields(),
        ...policyFields(),
        ...advancedFields(),
        ...deliverFields(),
        ...trustFields(),
      ].flatMap(withInner)
      expect(fields.filter((field) => field.kind === 'other')).toEqual([])
      expect(fields.every((field) => field.title !== '')).toBe(true)
    }
  })

  it('has a name for each of the ways a part can be given', () => {
    const ways = trustFields().flatMap((field) =>
      field.kind === 'variants' ? [[field.title, field.variants.map(({ title }) => title)]] : [],
    )
    expect(ways).toEqual([
      ['Authorization', ['A provider decides', 'Decided here']],
      ['Proof', ['A signed token (JWT)', 'An HMAC over the job', 'What a provider verifies']],
    ])
  })

  it('tells what is missing of a proof by the name of its field', () => {
    const draft = withValue(newDraft('shell_task', 'demo'), ['trust'], {
      identity: { principal: 'bot' },
      proof: { method: 'jwt', key: '', token: 'a.b.c' },
    })
    expect(problemsOfDraft(draft).map((each) => titledProblem(each, formFields('shell_task')))).toEqual([
      'Proof: Key is empty.',
    ])
  })

  it('knows limits, units and shapes from the schema', () => {
    expect(fieldNamed('timeout_sec')).toMatchObject({
      kind: 'whole_number',
      min: 1,
      max: 3600,
      unit: 's',
      required: true,
    })
    expect(fieldNamed('commands')).toMatchObject({ kind: 'commands', maxItems: 32, maxParts: 64 })
    expect(fieldNamed('env_allow')).toMatchObject({ kind: 'texts', required: false })
    expect(fieldNamed('parallel')).toMatchObject({ kind: 'yes_no' })
    expect(fieldNamed('retry_on')).toMatchObject({ kind: 'choices', values: ['failed', 'timed_out', 'over_budget'] })
    expect(fieldNamed('compat')).toMatchObject({ kind: 'choice', values: ['dali'] })
  })

  it('starts each type with something that can be sent', () => {
    for (const type of JOB_TYPES) expect(checkDraft(newDraft(type, 'demo'))).toMatchObject({ ok: true })
  })

  it('knows groups, lists of them, pairs and single commands', () => {
    const [steps, env] = payloadFields('shell_task')
    expect(steps).toMatchObject({
      kind: 'items',
      maxItems: 16,
      fields: [{ kind: 'command', path: ['argv'] }, {}, {}, { kind: 'numbers' }],
    })
    expect(env).toMatchObject({ kind: 'pairs', required: false, example: ['EDITION', 'nightly'] })
    expect(payloadFields('shell_task').at(-1)).toMatchObject({
      kind: 'group',
      fields: [{ kind: 'whole_number', path: ['payload', 'output', 'excerpt_bytes'], fallback: 16_384 }, {}, {}],
    })
    expect(payloadFields('watchdog_task')[1]).toMatchObject({ kind: 'command', path: ['payload', 'check'] })
  })

  it('begins a watch now', () => {
    const started = Date.parse(String(valueAt(newDraft('watchdog_task', 'demo'), ['payload', 'started_at'])))
    expect(Math.abs(Date.now() - started)).toBeLessThan(60_000)
  })

  it('keeps what is not about the type when the type changes', () => {
    const draft = withValue(newDraft('test_runner_task', 'demo'), ['priority'], 5)
    expect(withType(draft, 'repo_index_task')).toMatchObject({
      type: 'repo_index_task',
      workspace: 'demo',
      priority: 5,
    })
  })
})

describe('a preset', () => {
  const build = withPresetChosen(newDraft('test_runner_task', 'demo'), 'build')

  it('is that of the suggested policy, and stands for what the job leaves out', () => {
    expect(presetOf(newDraft('test_runner_task', 'demo'))).toBe('run_tests')
    expect(checkDraft({ ...build, policy: {} })).toMatchObject({ ok: true, spec: { policy: { write_git: true } } })
  })

  it('brings its budgets, and takes them along when another is chosen', () => {
    expect(build).toMatchObject({ budgets: { max_processes: 4096, max_wall_time_sec: 300 } })
    expect(withPresetChosen(build, 'run_tests')).toMatchObject({
      budgets: newDraft('test_runner_task', 'demo')['budgets'],
    })
    const own = withPresetChosen(withValue(build, ['budgets', 'max_processes'], 5000), 'run_tests')
    expect(valueAt(own, ['budgets', 'max_processes'])).toBe(5000)
  })

  it('asks why where less sandbox is asked for', () => {
    const checked = checkDraft(withValue(build, ['policy', 'min_sandbox'], 'os-partial'))
    expect(checked.ok && unexplained(checked.spec)).toMatchObject([{ field: 'sandbox_why' }])
  })
})

describe('what is wrong', () => {
  // Under a preset, what is taken out is what the preset says.
  const draft = withValue(newDraft('test_runner_task', 'demo'), ['preset'], undefined)

  it('names the limit and what was given, at the field', () => {
    const problems = problemsOfDraft(withValue(draft, ['budgets', 'max_wall_time_sec'], 9000))
    expect(problemsOf(problems, fieldNamed('max_wall_time_sec'))).toEqual([
      'Wall time must be 1 to 7,200 s; you gave 9,000.',
    ])
  })

  it('keeps text that is no number, so that it can be named', () => {
    expect(readWholeNumber(' 1,200 ')).toBe(1200)
    expect(readWholeNumber('')).toBeUndefined()
    const problems = problemsOfDraft(withValue(draft, ['payload', 'timeout_sec'], readWholeNumber('soon')))
    expect(problemsOf(problems, fieldNamed('timeout_sec'))).toEqual([
      'Time per command must be 1 to 3,600 s; you gave text of 4 characters.',
    ])
  })

  it('points at the argument of the command', () => {
    const problems = problemsOfDraft(withValue(draft, ['payload', 'commands'], [['npm', 'x'.repeat(300)]]))
    const commands = fieldNamed('commands')
    expect(problemsAt(problems, commands, 0, 1)).toEqual([
      'Command 1, argument 2 must have at most 256 characters; you gave text of 300 characters.',
    ])
    expect(problemsAt(problems, commands, 0, 0)).toEqual([])
    expect(problemsOf(problems, commands)).toHaveLength(1)
  })

  it('says of a step which, and of a variable why', () => {
    const shell = newDraft('shell_task', 'demo')
    const steps = [{ argv: ['npm', 'test'] }, { argv: ['x'.repeat(40_000)], timeout_sec: 0 }]
    const problems = problemsOfDraft(withValue(shell, ['payload', 'steps'], steps))
    expect(problems.map((each) => titledProblem(each, formFields('shell_task')))).toEqual([
      'Step 2: Command, argument 1 must have at most 32,768 characters; you gave text of 40,000 characters.',
      'Step 2: Time must be 1 to 7,200 s; you gave 0.',
    ])
    const env = { LD_PRELOAD: './x.so' }
    const [problem] = problemsOfDraft(withValue(shell, ['payload', 'env'], env))
    expect(problem && titledProblem(problem, formFields('shell_task'))).toMatch(
      /^Variables must not be set here: it changes what programs load or run/,
    )
  })

  const told = (next: Draft) =>
    problemsOfDraft(next).map((problem) => titledProblem(problem, formFields('test_runner_task')))

  it.each([
    [
      'a number that was taken out',
      withValue(draft, ['payload', 'timeout_sec'], undefined),
      'Fill in Time per command: 1 to 3,600 s.',
    ],
    [
      'a list that was taken out',
      withValue(draft, ['payload', 'commands'], undefined),
      'Fill in Commands, at least one.',
    ],
    ['a list of nothing', withValue(draft, ['payload', 'commands'], []), 'Fill in Commands, at least one.'],
    ['a text of nothing', withValue(draft, ['idempotency_key'], ''), 'Idempotency key is empty.'],
    [
      'an answer that was taken out',
      withValue(draft, ['policy', 'allow_network'], undefined),
      'Fill in Network: yes or no.',
    ],
    ['a part that was taken out', withValue(draft, ['budgets'], undefined), 'Fill in Budgets.'],
    [
      'a value of another kind',
      withValue(draft, ['payload', 'commands'], 'npm test'),
      'Commands must be a list; you gave text of 8 characters.',
    ],
    [
      'a time that is none',
      withValue(draft, ['run_at'], 'soon'),
      'Not before must be a time with its zone, such as 2026-11-21T08:00:00Z; you gave text of 4 characters.',
    ],
    ['a field that there is not', { ...draft, colour: 'red' }, 'A job has no field “colour”.'],
    ['one in a part of it', withValue(draft, ['payload', 'colour'], 'red'), 'Test run has no field “colour”.'],
    [
      'another type',
      { ...draft, type: 'other' },
      'Job type must be one of repo_index_task, test_runner_task, doc_compactor_task, shell_task, watchdog_task.',
    ],
  ])('tells %s as a sentence about the field, not about its path', (_, next, words) => {
    expect(told(next)).toContain(words)
  })

  it('names no field by its path, whatever is wrong with it', () => {
    const fields = [...formFields('test_runner_task')]
    for (const { path } of fields) {
      const name = path.join('.')
      for (const wrong of [undefined, null, 0, -1, '', 'x'.repeat(5000), [], [[]], {}, { [name]: 1 }]) {
        for (const words of told(withValue(draft, path, wrong)))
          expect(words).not.toMatch(/^(payload|budgets|policy|[a-z_]+ )/)
      }
    }
  })
})

describe('the JSON view', () => {
  it('is the draft, both ways', () => {
    const draft = newDraft('doc_compactor_task', 'demo')
    expect(readDraftText(draftText(draft))).toEqual({ ok: true, draft })
  })

  it('says why a text is no job yet', () => {
    expect(readDraftText('{')).toMatchObject({ ok: false, problem: expect.stringContaining('Not JSON yet') })
    expect(readDraftText('[]')).toMatchObject({ ok: false, problem: 'A job is an object: { … }.' })
    expect(readDraftText('{"__proto__":1}')).toMatchObject({
      ok: false,
      problem: expect.stringContaining('not allowed'),
    })
    expect(readDraftText(`[${'0,'.repeat(20_000)}0]`)).toEqual({
      ok: false,
      problem: 'A job may have 20,000 fields and items; this has 20,001.',
    })
  })
})

describe('run again with changes', () => {
  it('asks for the same under no id of its own', () => {
    const job = {
      id: 'job-1',
      type: 'test_runner_task',
      payload: { commands: [['true']], timeout_sec: 5 },
      policy: { allow_network: false, allow_subprocess: true, allowed_tools: [] },
      workspace: 'demo',
      requires: ['repo_tools', 'gpu', 'interlock:secrets'],
      priority: 4,
      max_attempts: 3,
      compat: null,
      idempotency_key: 'nightly',
      run_at: '2026-11-20T12:00:00.000Z',
      budgets: { max_wall_time_sec: 5, max_tool_calls: 1, max_output_bytes: 1024, max_concurrency_slots: 1 },
      retry_on: [],
      retry_wait: null,
      replay: null,
      pool: null,
      deferrable: true,
      deliver: null,
      approval: null,
      trust: null,
      meta: {},
    } satisfies Partial<JobDetail>
    // Only the members above are read.
    const draft = draftOfJob(job as unknown as JobDetail)
    expect(checkDraft(draft)).toMatchObject({ ok: true })
    expect(draft).toMatchObject({ requires: ['gpu'], priority: 4 })
    expect(Object.keys(draft)).not.toEqual(expect.arrayContaining(['id']))
    expect(draft).not.toHaveProperty('idempotency_key')
    expect(draft).not.toHaveProperty('run_at')
  })
})

describe('a command on one line', () => {
  it('is split like a shell splits words, and nothing more', () => {
    expect(splitLine(`node -e "console.log('a b')" x\\ y ''`)).toEqual({
      argv: ['node', '-e', "console.log('a b')", 'x y', ''],
      warnings: [],
    })
  })

  it('takes the rest as one argument when a quote stays open, and says so', () => {
    expect(splitLine('echo "a b')).toEqual({ argv: ['echo', 'a b'], warnings: [expect.stringContaining('not closed')] })
  })

  it('warns of what only a shell would act on', () => {
    expect(splitLine('npm test && npm run lint')).toMatchObject({ warnings: [expect.stringContaining('no shell')] })
    expect(splitLine('echo $HOME')).toMatchObject({ warnings: [expect.stringContaining('$HOME')] })
  })

  it('comes back as the same arguments', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), (argv) => {
        expect(splitLine(shellCommand(argv))).toMatchObject({ argv })
      }),
    )
  })
})
