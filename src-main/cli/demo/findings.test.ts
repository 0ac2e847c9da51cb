import { describe, expect, it } from 'vitest'
import { findingsLine } from './findings.ts'

const known = { id: 'job-1', state: 'succeeded', verdict: null } as const

describe('findingsLine', () => {
  it('names the files of an index and what each holds', () => {
    expect(
      findingsLine({
        ...known,
        type: 'repo_index_task',
        files_considered: 12,
        hits: [{ path: 'docs/plan.md', keywords: ['deadline', 'owner'] }],
      }),
    ).toBe('Repository index: 12 files looked at, 1 with hits: docs/plan.md (deadline, owner)')
  })

  it('counts the files of an index without keywords', () => {
    const hits = [{ path: 'a.md', keywords: [] }]
    expect(findingsLine({ ...known, type: 'repo_index_task', files_considered: 2, hits })).toBe(
      'Repository index: 2 files looked at, 1 recorded',
    )
  })

  it('says how much a document read and wrote', () => {
    const found = { ...known, type: 'doc_compactor_task', documents: 5, bytes_read: 8192, bytes_written: 4096 }
    expect(findingsLine({ ...found, artifact: 'digest.md' })).toBe(
      'Document compaction: 5 documents, 8 KiB read, 4 KiB written to digest.md',
    )
  })

  it('counts tests where they are known and commands otherwise', () => {
    const found = { ...known, type: 'test_runner_task' }
    expect(findingsLine({ ...found, tests: 12, tests_passed: 11 })).toBe('Test run: 11 of 12 tests passed')
    expect(findingsLine({ ...found, commands: 2, commands_passed: 2 })).toBe('Test run: 2 of 2 commands ended well')
    expect(findingsLine({ ...found, commands: 2, commands_passed: 1, first_failure: 'npm test: exit 1' })).toBe(
      'Test run: 1 of 2 commands ended well; npm test: exit 1',
    )
  })

  it('says why a job did not end well, without what could fake our own lines', () => {
    expect(findingsLine({ ...known, type: 'test_runner_task', state: 'failed', problem: 'No\nnode' })).toBe(
      'Test run: No␊node',
    )
  })
})
