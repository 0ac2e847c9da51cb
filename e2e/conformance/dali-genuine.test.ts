import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { daliJobSchema, fromDaliJob, jobTypeSchema, taskTypes } from '#schemas'
import { aFolder, placeIn, testCore } from '../support/test-core.ts'
import { settled } from '../support/wait.ts'
import { genuineLedger, unpackRepository } from './dali-fixture.ts'

const ledger = genuineLedger()
const enqueues = ledger.filter(({ event }) => event === 'enqueue').map(({ job }) => daliJobSchema.parse(job))
const completes = ledger.filter(({ event }) => event === 'complete')

/** What the genuine installation enqueued, to run in compatibility. */
function genuine(id: string): Record<string, unknown> {
  const job = enqueues.find(({ job_id }) => job_id === id)
  if (job === undefined) throw new Error(`The genuine ledger has no job ${id}.`)
  return { ...fromDaliJob(job), compat: 'dali', workspace: 'demo' }
}

function genuineResult(id: string): unknown {
  return completes.find(({ job_id }) => job_id === id)?.['result']
}

/** A repository of as many files as the author's, under the names his jobs ask for. Only their number and sizes are known. */
function theAuthorsTree(): string {
  const root = aFolder('tree')
  for (let file = 1; file <= 19; file += 1)
    writeFileSync(
      placeIn(root, 'workspace', 'local_exec', `part${file}.py`),
      file <= 7 ? 'kill_switch = None\n' : 'pass\n',
    )
  writeFileSync(placeIn(root, 'workspace', 'local_exec', 'part1.bak.py'), 'worker\n')
  writeFileSync(
    placeIn(root, 'workspace', 'audit', 'dali_local_exec_plane_activation_20260222T20260222T110345Z.md'),
    'a'.repeat(7950),
  )
  writeFileSync(
    placeIn(root, 'tests_unittest', 'test_local_exec_plane_offline.py'),
    [
      'import unittest',
      'class LocalExecPlaneOfflineTests(unittest.TestCase):',
      '    def test_model_client_stub_returns_no_tool_calls(self):',
      '        pass',
      '',
    ].join('\n'),
  )
  execFileSync('git', ['init', '--quiet'], { cwd: root })
  execFileSync('git', ['add', '.'], { cwd: root })
  return root
}

it('takes every genuine job and knows every genuine result', () => {
  expect(enqueues).toHaveLength(6)
  expect(completes).toHaveLength(3)
  for (const { job_id, result } of completes) {
    const type = jobTypeSchema.parse(enqueues.find((job) => job.job_id === job_id)?.job_type)
    expect(taskTypes[type].result.parse(result)).toEqual(result)
  }
})

it('gets the genuine results again: 19 considered and 7 hits, 7950 bytes read, one test with 268 bytes on stderr', async () => {
  const { core } = await testCore({ workspace: theAuthorsTree() })
  for (const id of ['job-sleeprun11122201', 'job-sleeprun11123202', 'job-sleeprun11124203']) {
    await core.jobs.enqueue(genuine(id), 'operator')
    expect(await settled(core, id)).toMatchObject({ state: 'succeeded' })
    expect(withoutTimes(core.jobs.get(id).runs[0]?.result)).toEqual(withoutTimes(genuineResult(id)))
  }
})

it('takes the three genuine demo jobs of one id as one, and hashes their policy and budgets as DALI did', async () => {
  const { core } = await testCore()
  const root = unpackRepository(aFolder())
  await core.workspaces.add({ path: root, name: 'fixture' }, 'operator')
  const demos = enqueues.filter(({ job_id }) => job_id === 'job-demorepoindex01')
  const answers = []
  for (const job of demos)
    answers.push(await core.jobs.enqueue({ ...fromDaliJob(job), compat: 'dali', workspace: 'fixture' }, 'operator'))
  expect(answers.map(({ created }) => created)).toEqual([true, false, false])

  await settled(core, 'job-demorepoindex01')
  const { job, runs } = core.jobs.get('job-demorepoindex01')
  expect(job).toMatchObject({ state: 'succeeded', runs: 1 })
  expect(runs[0]?.header).toMatchObject({
    tool_policy_hash: 'e6865f6e91717cc0',
    budgets_hash: 'ac02781be86b9734',
    repo_root_resolved: root,
    model_mode: 'stub',
    model_name: 'local-exec-coordinator',
  })
  expect(runs[0]?.result).toEqual({
    files_considered: 0,
    hits_written: 0,
    index_jsonl: join('workspace', 'local_exec', 'evidence', 'job-demorepoindex01_index.jsonl'),
  })
})

/** The time a test took stands in its words as well, in as many characters. */
function withoutTimes(result: unknown): unknown {
  return JSON.parse(JSON.stringify(result), (key: string, value: unknown) => {
    if (key === 'duration_ms') return undefined
    return typeof value === 'string' ? value.replace(/in \d\.\d{3}s/, 'in 0.000s') : value
  })
}
