import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Core } from '#core'
import { daliJobSchema, fromDaliJob, type Job, type Run } from '#schemas'
import { makeFolder, openCore, removeFolder } from '../support/test-core.ts'
import { settled } from '../support/wait.ts'
import { comparableRows, evidenceOf } from './dali-evidence.ts'
import { type DaliCase, recordedCases, unpackRepository } from './dali-fixture.ts'

/** Where the original crashed or had a defect, Interlock does the better thing; each has its own test below. */
const BETTER = new Set([
  'dc_nul_input',
  'dc_u2028_in_job',
  'tr_bad_utf8',
  'tr_cwd_file',
  'tr_network_false_still_net',
  'tr_notfound',
  'tr_timeout_with_output',
  'tr_walltime_overrun',
  'tr_write_outside',
])

const around = makeFolder('dali')
const outside = join(around, 'outside')
mkdirSync(outside)
const root = unpackRepository(around)
const cases = recordedCases(root, outside)

let core: Core
let made: readonly string[] = []
const jobs = new Map<string, Promise<Job>>()

/** The job of a case, in compatibility with DALI, as its importer would enqueue it. */
async function begin({ name, job }: DaliCase): Promise<void> {
  const spec = { ...fromDaliJob(daliJobSchema.parse(job)), compat: 'dali', workspace: 'fixture' }
  const enqueued = await core.jobs.enqueue(spec, 'operator')
  jobs.set(name, settled(core, enqueued.job.id))
}

async function outcomeOf(name: string): Promise<{ job: Job; run: Run; files: Record<string, string> }> {
  const job = await jobs.get(name)
  if (job === undefined) throw new Error(`The case ${name} was not enqueued.`)
  const { runs, artifacts } = core.jobs.get(job.id)
  const [run] = runs
  if (run === undefined) throw new Error(`The job of ${name} never ran.`)
  const files = await Promise.all(
    artifacts.map(async ({ id, name: file }) => [
      file,
      (await core.artifacts.read({ id, from: 0, limit: 1_000_000 })).text,
    ]),
  )
  return { job, run, files: Object.fromEntries(files) }
}

function caseOf(name: string): DaliCase {
  const found = cases.find((each) => each.name === name)
  if (found === undefined) throw new Error(`There is no case ${name}.`)
  return found
}

/** What DALI printed of a result: everything but the commands' own results. */
function printed(result: unknown): unknown {
  return JSON.parse(JSON.stringify(result), (key: string, value: unknown) => (key === 'results' ? undefined : value))
}

/** Version managers put a script in Python's place, which sets variables of its own. */
function withPythonItself(path = ''): string {
  const python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim()
  return [dirname(python), path].join(delimiter)
}

beforeAll(async () => {
  vi.stubEnv('PATH', withPythonItself(process.env['PATH']))
  const opened = await openCore({ slots: 4 })
  core = opened.core
  made = [opened.home, opened.workspace, around]
  await core.workspaces.add({ path: root, name: 'fixture' }, 'operator')
  for (const each of cases) if (each.name !== 'dc_nul_input') await begin(each)
  await Promise.all(jobs.values())
}, 60_000)

afterAll(async () => {
  vi.unstubAllEnvs()
  await core.close('test')
  for (const folder of made) removeFolder(folder)
})

it('has all 39 recorded cases', () => {
  expect(namesOf(likewise, 'complete').length + namesOf(likewise, 'failed').length + BETTER.size).toBe(39)
  expect(cases.filter(({ name }) => BETTER.has(name))).toHaveLength(BETTER.size)
})

const likewise = cases.filter(({ name }) => !BETTER.has(name))

describe('completes what DALI completed, with its result, evidence and files', () => {
  it.each(namesOf(likewise, 'complete'))('%s', async (name) => {
    const recorded = caseOf(name)
    const { job, run, files } = await outcomeOf(name)
    expect(job).toMatchObject({ state: 'succeeded', outcome: null })
    expect(printed(run.result)).toEqual(JSON.parse(recorded.detail))
    expect(await evidenceOf(core, run.id)).toEqual(comparableRows(withOurPaths(recorded)))
    expect(files).toEqual(recorded.files)
  })
})

describe('fails what DALI failed, with its error, evidence and files', () => {
  it.each(namesOf(likewise, 'failed'))('%s', async (name) => {
    const recorded = caseOf(name)
    const { job, run, files } = await outcomeOf(name)
    expect(job).toMatchObject({ state: 'failed', outcome: { message: recorded.detail } })
    expect(await evidenceOf(core, run.id)).toEqual(comparableRows(recorded.evidence))
    expect(files).toEqual(recorded.files)
  })
})

function namesOf(some: readonly DaliCase[], outcome: DaliCase['outcome']): string[] {
  return some.filter((each) => each.outcome === outcome).map(({ name }) => name)
}

/** The recorded length of `pwd`'s answer is that of another folder's name. */
function withOurPaths({ name, evidence }: DaliCase): DaliCase['evidence'] {
  if (name !== 'tr_cwd_sub') return evidence
  const length = `${root}/src/deep\n`.length
  return JSON.parse(JSON.stringify(evidence), (key: string, value: unknown) =>
    key === 'stdout_bytes' ? length : value,
  )
}

describe('does better where DALI crashed or fell short', () => {
  it('refuses a NUL in a path before anything is written (8.5: no crash loop)', async () => {
    const { job } = caseOf('dc_nul_input')
    const head = core.status().ledger.seq
    await expect(core.jobs.enqueue({ ...job }, 'operator')).rejects.toMatchObject({
      code: 'invalid_input',
      data: {
        problems: [
          {
            field: 'payload.inputs[0]',
            problem: 'payload.inputs[0] must not contain a NUL character; you gave text of 3 characters.',
          },
        ],
      },
    })
    expect(core.status().ledger.seq).toBe(head)
  })

  it('runs a job that holds U+2028, which DALI lost (8.2)', async () => {
    const { job, run, files } = await outcomeOf('dc_u2028_in_job')
    expect(job.state).toBe('succeeded')
    expect(run.result).toEqual({ inputs_considered: 1, bytes_read: 36 })
    expect(Object.values(files)[0]).toMatch(/^# a\u2028b\n\n## README\.md\n/)
  })

  it('keeps output that is no UTF-8, with U+FFFD for each bad byte (8.5)', async () => {
    const { job, run } = await outcomeOf('tr_bad_utf8')
    expect(job).toMatchObject({ state: 'succeeded', verdict: 'passed', runs: 1 })
    expect(run.result).toMatchObject({
      commands_run: 1,
      results: [{ returncode: 0, timed_out: false, stdout: '\uFFFD\uFFFD', stdout_bytes: 2 }],
    })
  })

  it('says of a command in a folder that is a file why it did not start (8.5)', async () => {
    const { job, run } = await outcomeOf('tr_cwd_file')
    expect(job).toMatchObject({ state: 'succeeded', verdict: 'failed', runs: 1 })
    expect(run.result).toMatchObject({
      commands_run: 1,
      results: [{ returncode: null, error: { code: 'cwd_not_a_directory' } }],
    })
  })

  it('says of a command that does not exist why it did not start (8.5)', async () => {
    const { job, run, files } = await outcomeOf('tr_notfound')
    expect(job).toMatchObject({ state: 'succeeded', verdict: 'failed', runs: 1 })
    expect(run.result).toMatchObject({
      commands_run: 1,
      results: [{ argv: ['definitely-not-a-binary-xyz'], returncode: null, error: { code: 'command_not_found' } }],
    })
    expect(Object.values(files)[0]).toContain('- cmd_1_rc: None\n')
  })

  it('keeps what a command said before its time was up (8.5), and ends all it started (8.10)', async () => {
    const { job, run } = await outcomeOf('tr_timeout_with_output')
    expect(job).toMatchObject({ state: 'succeeded', verdict: 'failed', runs: 1 })
    expect(run.result).toMatchObject({
      commands_run: 1,
      results: [{ returncode: null, timed_out: true, stdout: 'started\n', stdout_bytes: 8 }],
    })
  })

  it('ends a command at the wall time instead of letting it overrun (8.9)', async () => {
    const { job, run } = await outcomeOf('tr_walltime_overrun')
    expect(job).toMatchObject({
      state: 'failed',
      outcome: { code: 'max_wall_time_sec', message: 'max_wall_time_sec exceeded' },
    })
    expect(run.state).toBe('timed_out')
  })

  it('isolates a command from files outside and the network, and says so in each header (8.12)', async () => {
    for (const name of ['tr_write_outside', 'tr_network_false_still_net']) {
      const { job, run } = await outcomeOf(name)
      expect(job.state).toBe('succeeded')
      // What they wrote and reached was the sandbox's own; e2e/attack shows that nothing outside is.
      expect(run.header?.sandbox_level).toBe('os-enforced')
    }
  })

  it('shows beside a job that is complete whether its tests passed (8.16)', async () => {
    expect((await outcomeOf('tr_nonzero')).job).toMatchObject({ state: 'succeeded', verdict: 'failed' })
    expect((await outcomeOf('tr_timeout_quiet')).job).toMatchObject({ state: 'succeeded', verdict: 'failed' })
    expect((await outcomeOf('tr_ok')).job).toMatchObject({ state: 'succeeded', verdict: 'passed' })
  })
})
