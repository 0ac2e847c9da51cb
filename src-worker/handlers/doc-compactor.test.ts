import { limitTexts } from '#schemas/texts'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { READ_ONLY_POLICY, taskTypes } from '#schemas'
import { artifactText, type JobParts, readyWorker, type WorkerHarness } from '../testing/worker-harness.ts'

let worker: WorkerHarness
let workspace: string
beforeAll(async () => {
  worker = await readyWorker()
  workspace = join(worker.folder, 'workspace')
  mkdirSync(join(workspace, 'docs'), { recursive: true })
  writeFileSync(join(workspace, 'README.md'), '# Read me\n')
  writeFileSync(join(workspace, 'docs/guide.md'), 'The guide.\n')
  writeFileSync(join(workspace, 'empty.md'), '')
  writeFileSync(join(workspace, 'long.md'), 'x'.repeat(5000))
  writeFileSync(join(workspace, '.env'), 'SECRET=1')
  symlinkSync('.env', join(workspace, 'innocent.md'))
})
afterAll(() => worker.close())

async function compact(inputs: string[], payload: object = {}, parts: Partial<JobParts> = {}) {
  const { assignment, finish } = await worker.run({
    type: 'doc_compactor_task',
    policy: READ_ONLY_POLICY,
    ...parts,
    workspace,
    payload: { inputs, max_input_bytes: 65_536, max_output_bytes: 65_536, ...payload },
  })
  const document = artifactText(finish, assignment, 'document')
  return { assignment, finish, document, steps: worker.stepsOf(assignment.run) }
}

describe('the document compactor', () => {
  it('joins documents in their order', async () => {
    const { assignment, finish, document, steps } = await compact(['docs/guide.md', './README.md'], { title: 'Digest' })
    expect(document).toBe('# Digest\n\n## docs/guide.md\nThe guide.\n\n\n## README.md\n# Read me\n')
    expect(finish).toMatchObject({
      state: 'succeeded',
      verdict: null,
      result: { inputs_considered: 2, bytes_read: 21, inputs_rejected: 0, bytes_written: 63, truncated: false },
      artifacts: [{ kind: 'document', name: `${assignment.job.id}.md`, media_type: 'text/markdown' }],
      usage: { tool_calls: 0, output_bytes: 63 },
    })
    expect(taskTypes.doc_compactor_task.result.parse(finish.result)).toEqual(finish.result)
    expect(steps).toMatchObject([
      {
        kind: 'model.request_summary',
        payload: {
          invoked: false,
          reason: 'doc_compactor_uses_local_compaction',
          input_count: 2,
          max_input_bytes: 65_536,
        },
      },
    ])
  })

  it('records what it may not read and goes on', async () => {
    const { finish, document, steps } = await compact([
      '/etc/passwd',
      '../x',
      '.env',
      'innocent.md',
      'docs',
      'README.md',
    ])
    expect(document).toBe('# Doc Compactor\n\n## README.md\n# Read me\n')
    expect(finish.result).toMatchObject({ inputs_considered: 6, inputs_rejected: 4 })
    expect(steps.slice(0, -1).map(({ payload }) => payload['reason'])).toEqual([
      'path_rejected:absolute',
      'path_rejected:parent_ref',
      'path_rejected:denied_name',
      'path_rejected:denied_name',
    ])
  })

  it('gives an empty document its heading and goes on', async () => {
    expect((await compact(['empty.md', 'README.md'])).document).toBe(
      '# Doc Compactor\n\n## empty.md\n\n\n## README.md\n# Read me\n',
    )
  })

  it('reads no more than it may and says what it left out', async () => {
    const { assignment, finish, document } = await compact(['long.md', 'README.md', 'docs/guide.md'], {
      max_input_bytes: 5005,
    })
    expect(document).toBe(`# Doc Compactor\n\n## long.md\n${'x'.repeat(2000)}\n\n## README.md\n# Rea`)
    expect(finish.result).toMatchObject({ bytes_read: 5005 })
    expect(worker.outputOf(assignment.run, 'note')).toContain('1 documents were not read')
  })

  it('cuts the document at its limit', async () => {
    const { finish, document } = await compact(['long.md'], { max_output_bytes: 128 })
    expect(document).toHaveLength(128)
    expect(finish.result).toMatchObject({ bytes_written: 128, truncated: true })
  })

  it('leaves no document that the budget does not allow', async () => {
    const { finish } = await compact(['long.md'], {}, { budgets: { max_output_bytes: 1024 } })
    expect(finish).toMatchObject({
      state: 'over_budget',
      outcome: { code: 'max_output_bytes', message: limitTexts.max_output_bytes },
      artifacts: [],
    })
  })

  it('stops at an empty document in DALI form', async () => {
    const { finish, document } = await compact(['README.md', 'empty.md', 'docs/guide.md', '/x'], {}, { compat: 'dali' })
    expect(document).toBe('# Doc Compactor\n\n## README.md\n# Read me\n')
    expect(finish.result).toEqual({ inputs_considered: 4, bytes_read: 10 })
  })
})
