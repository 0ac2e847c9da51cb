import { describe, expect, it } from 'vitest'
import { type JobSpec, jobSpecSchema } from './job.ts'
import { type Fill, filledJob, templateProblems, valuesAsked } from './template.ts'
import { parsePath, pathText } from './value-path.ts'

const BUDGETS = { max_wall_time_sec: 60, max_tool_calls: 5, max_output_bytes: 65_536, max_concurrency_slots: 1 }
const POLICY = { allow_network: false, allow_subprocess: true, allowed_tools: [] }

function shell(argv: string[], over: object = {}): JobSpec {
  const payload = { steps: [{ argv }] }
  return jobSpecSchema.parse({ type: 'shell_task', payload, budgets: BUDGETS, policy: POLICY, ...over })
}

const problems = (job: JobSpec, fill: Fill[] = []) => templateProblems({ job, fill }).map(({ problem }) => problem)

function filled(job: JobSpec, given: Record<string, unknown>, fill: Fill[] = []) {
  const outcome = filledJob({ job, fill }, given)
  if (!outcome.ok) return `${outcome.refusal.code} ${outcome.refusal.value} ${outcome.refusal.place}`
  return jobSpecSchema.parse(outcome.job)
}

function argvOf(job: JobSpec, given: Record<string, unknown>, fill: Fill[] = []) {
  const spec = filled(job, given, fill)
  return typeof spec === 'object' && spec.type === 'shell_task' ? spec.payload.steps[0]?.argv : spec
}

describe('the way to a value', () => {
  it.each([
    ['parent', ['parent']],
    ['parent.result.results[0].exit_code', ['parent', 'result', 'results', 0, 'exit_code']],
    ['a["b c"].d', ['a', 'b c', 'd']],
    [String.raw`a["\"\\"]`, ['a', String.raw`"\ `.trimEnd()]],
  ])('%s', (text, path) => {
    expect(parsePath(text)).toEqual(path)
    expect(parsePath(pathText(path))).toEqual(path)
  })

  it.each([
    '',
    '.a',
    'a.',
    'a..b',
    'a[',
    'a[x]',
    '[0]',
    'a b',
    'a.__proto__',
    'a["constructor"]',
    'a[1',
    `a${'.b'.repeat(40)}`,
  ])('is not %j', (text) => expect(parsePath(text)).toBeUndefined())
})

describe('a template', () => {
  it('puts values into texts and into whole places, with their type', () => {
    const job = jobSpecSchema.parse({
      type: 'repo_index_task',
      payload: { include_globs: ['${parent.result.folder}/**'], max_files: 10, max_file_bytes: 1024 },
      budgets: BUDGETS,
      policy: POLICY,
      meta: { after: 'job ${parent.job.id}, ${parent.exit_code}' },
    })
    const fill = [{ into: 'payload.max_files', from: 'parent.result.count' }]
    expect(problems(job, fill)).toEqual([])
    expect(
      filled(
        job,
        { 'parent.result': { folder: 'docs', count: 7 }, 'parent.job.id': 'job-1', 'parent.exit_code': 0 },
        fill,
      ),
    ).toMatchObject({
      payload: { include_globs: ['docs/**'], max_files: 7 },
      meta: { after: 'job job-1, 0' },
    })
    expect(valuesAsked({ job, fill })).toEqual([
      { path: 'parent.result.folder', needed: true },
      { path: 'parent.job.id', needed: true },
      { path: 'parent.exit_code', needed: true },
      { path: 'parent.result.count', needed: true },
    ])
  })

  it('makes notes where there were none', () => {
    const fill = [{ into: 'meta.rows', from: 'parent.result.rows' }]
    expect(problems(shell(['echo']), fill)).toEqual([])
    expect(filled(shell(['echo']), { 'parent.result': { rows: 3 } }, fill)).toMatchObject({ meta: { rows: 3 } })
  })

  it('leaves the job it is made of alone, and looks into no value for more of them', () => {
    const job = shell(['echo', '${parent.stdout_tail}'])
    expect(argvOf(job, { 'parent.stdout_tail': '${parent.job.id} $HOME' })).toEqual(['echo', '${parent.job.id} $HOME'])
    expect(job).toEqual(shell(['echo', '${parent.stdout_tail}']))
  })

  it('leaves other braces and escaped ones as they are', () => {
    expect(argvOf(shell(['echo', '${HOME}', '$${parent.x}', '${parentage}']), {})).toEqual([
      'echo',
      '${HOME}',
      '${parent.x}',
      '${parentage}',
    ])
  })

  it('takes what stands in for a value that is not there, or refuses with its name', () => {
    const job = shell(['echo', 'none'])
    const fill = { into: 'payload.steps[0].argv[1]', from: 'parameters.branch' }
    expect(argvOf(job, {}, [{ ...fill, default: 'main' }])).toEqual(['echo', 'main'])
    expect(argvOf(job, { parameters: { branch: 'next' } }, [fill])).toEqual(['echo', 'next'])
    expect(argvOf(job, {}, [fill])).toBe('value_missing parameters.branch payload.steps[0].argv[1]')
    expect(argvOf(shell(['echo', '${parent.result.a.b}']), { 'parent.result': { a: { c: 1 } } })).toBe(
      'value_missing parent.result.a.b payload.steps[0].argv[1]',
    )
  })

  it('never makes more than one argument of a value, whatever it holds', () => {
    const hostile = ['a b', '; touch x', '$(touch x)', '`id`', '*', '\'"', 'a\nb', '| sh', '&& sh', '\u{1F600}']
    for (const value of hostile) {
      expect(argvOf(shell(['echo', '${parent.stdout_tail}']), { 'parent.stdout_tail': value })).toEqual(['echo', value])
      expect(argvOf(shell(['echo', 'x=${parent.stdout_tail}!']), { 'parent.stdout_tail': value })).toEqual([
        'echo',
        `x=${value}!`,
      ])
    }
    const list = { 'parent.result.list': ['a', 'b'], 'parent.result.map': { a: 1 } }
    expect(argvOf(shell(['echo', '${parent.result.list}']), list)).toMatch(/^value_not_single/)
    expect(
      argvOf(shell(['echo', 'x']), list, [{ into: 'payload.steps[0].argv[1]', from: 'parent.result.map' }]),
    ).toMatch(/^value_not_single/)
    expect(problems(shell(['echo', 'x']), [{ into: 'payload.steps[0].argv', from: 'parent.result.list' }])).toEqual([
      'fill[0].into holds a command; a value becomes one argument at most.',
    ])
    expect(problems(shell(['echo', 'x']), [{ into: 'payload.steps', from: 'parent.result.list' }])).toHaveLength(1)
    expect(problems(shell(['echo', 'x']), [{ into: 'payload.steps[0]', from: 'parent.result.list' }])).toHaveLength(1)
    expect(problems(shell(['echo']), [{ into: 'payload.steps[0].argv[1]', from: 'parent.state' }])).toEqual([
      'fill[0].into leads nowhere in this job.',
    ])
  })

  it('refuses a value that a program would take for an option, but where the job says that no more follow', () => {
    const given = { 'parent.stdout_tail': '--upload-pack=touch x' }
    expect(argvOf(shell(['git', 'fetch', '${parent.stdout_tail}']), given)).toMatch(/^value_is_option/)
    expect(argvOf(shell(['git', 'fetch', '--', '${parent.stdout_tail}']), given)).toEqual([
      'git',
      'fetch',
      '--',
      '--upload-pack=touch x',
    ])
    expect(argvOf(shell(['git', '--branch=${parent.stdout_tail}']), given)).toEqual([
      'git',
      '--branch=--upload-pack=touch x',
    ])
  })

  it('lets no value choose a program or become code', () => {
    for (const argv of [
      ['${parent.stdout_tail}'],
      ['sh', '-c', 'echo ${parent.stdout_tail}'],
      ['/bin/bash', '-euxc', '${parent.stdout_tail}'],
      ['env', 'bash', '-o', 'pipefail', '-c', '${parent.stdout_tail}'],
      ['node', '--eval', '${parent.stdout_tail}'],
      ['node', '--eval=${parent.stdout_tail}'],
      ['node', '${parent.stdout_tail}'],
      ['python3.12', '-c', '${parent.stdout_tail}'],
      ['awk', '{print ${parent.stdout_tail}}', 'file'],
      ['sed', '-e', 's/a/b/', '-e', '${parent.stdout_tail}'],
      ['cmd.exe', '/c', '${parent.stdout_tail}'],
      ['timeout', '5', 'sh', '-c', '${parent.stdout_tail}'],
      ['env', '${parent.stdout_tail}'],
      ['/usr/bin/env', 'A=b', '-S', 'echo ${parent.stdout_tail}'],
      ['sudo', '-n', '${parent.stdout_tail}'],
    ])
      expect([argv, problems(shell(argv)).length]).toEqual([argv, 1])
    for (const argv of [
      ['echo', '${parent.stdout_tail}'],
      ['sh', '-c', 'echo "$1"', 'sh', '${parent.stdout_tail}'],
      ['env', 'SAID=${parent.stdout_tail}', 'printenv', 'SAID'],
      ['env', 'A=b', 'echo', '${parent.stdout_tail}'],
      ['node', 'report.js', '${parent.stdout_tail}'],
      ['grep', '-e', '${parent.stdout_tail}', 'file'],
    ])
      expect([argv, problems(shell(argv))]).toEqual([argv, []])
  })

  it('keeps values out of everything but payload and notes', () => {
    expect(problems(shell(['echo'], { requires: [], sandbox_why: 'as ${parent.stdout_tail} says' }))).toEqual([
      'sandbox_why takes no values: only payload and meta do.',
    ])
    expect(problems(shell(['echo']), [{ into: 'policy.allow_network', from: 'parent.result.yes' }])).toEqual([
      'fill[0].into must lie below payload or meta.',
    ])
    expect(problems(shell(['echo', '${parent}']), [])).toEqual([])
    expect(problems(shell(['echo']), [{ into: 'payload.env', from: 'secrets.token' }])).toEqual([
      'payload.env has a value that must begin with one of parent, parents, firing, parameters.',
    ])
  })

  it('is judged as a job once it is filled: what a value makes wrong is refused then', () => {
    const job = shell(['echo', '${parent.stdout_tail}'], {
      payload: { steps: [{ argv: ['env'] }], env: { NOTE: '${parent.stdout_tail}' } },
    })
    const outcome = filledJob({ job, fill: [] }, { 'parent.stdout_tail': 'a\nLD_PRELOAD=x' })
    expect(jobSpecSchema.safeParse(outcome.ok && outcome.job).success).toBe(false)
    const nul = filledJob({ job: shell(['echo', '${parent.stdout_tail}']), fill: [] }, { 'parent.stdout_tail': 'a\0b' })
    expect(jobSpecSchema.safeParse(nul.ok && nul.job).success).toBe(false)
  })

  it('refuses a value that is too large', () => {
    expect(argvOf(shell(['echo', '${parent.stdout_tail}']), { 'parent.stdout_tail': 'x'.repeat(32_769) })).toMatch(
      /^value_too_large/,
    )
  })
})
