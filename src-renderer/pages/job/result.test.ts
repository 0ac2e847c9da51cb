import { describe, expect, it } from 'vitest'
import type { Run } from '#schemas'
import { aJob } from '../../facts/factory.ts'
import { cliCommand, curlCommand, requestJson, shellQuoted } from './copy-forms.ts'
import { readIndexHits } from './index-hits.ts'
import { readMarkdown, readSpans } from './markdown.ts'
import { hashOf } from './own-hash.ts'
import { chosenRun, policyChips } from './run-facts.ts'
import { readJobSearch } from './search.ts'

describe('rows of an index', () => {
  const row = (path: string) => JSON.stringify({ path, bytes_scanned: 1, keyword_hits: ['a'] })

  it('waits for the rest of a line that is not whole', () => {
    const text = `${row('a.md')}\n${row('b.md').slice(0, 10)}`
    expect(readIndexHits(text, false)).toMatchObject({ rows: [{ path: 'a.md' }], unreadable: 0 })
    expect(readIndexHits(text, true)).toMatchObject({ rows: [{ path: 'a.md' }], unreadable: 1 })
  })

  it('counts lines that are no rows', () => {
    expect(readIndexHits(`${row('a.md')}\n{"path":1}\nnonsense\n`, true)).toMatchObject({ unreadable: 2 })
  })
})

describe('a document', () => {
  it('is headings, lists, code and paragraphs, and nothing that acts', () => {
    const source = '# One\ntext <b>\nmore\n\n- a\n- b\n\n```js\n# no heading\n```\n---\n[x](http://a)'
    expect(readMarkdown(source)).toEqual([
      { kind: 'heading', level: 1, text: 'One' },
      { kind: 'paragraph', text: 'text <b>\nmore' },
      { kind: 'list', ordered: false, items: ['a', 'b'] },
      { kind: 'code', text: '# no heading' },
      { kind: 'rule' },
      { kind: 'paragraph', text: '[x](http://a)' },
    ])
  })

  it('has numbered lists, quotes and tables', () => {
    expect(readMarkdown('1. a\n2. b\n- c\n> one\n> two\n\n| n | v |\n|---|:-:|\n| a | 1 |\n| b |')).toEqual([
      { kind: 'list', ordered: true, items: ['a', 'b'] },
      { kind: 'list', ordered: false, items: ['c'] },
      { kind: 'quote', text: 'one\ntwo' },
      { kind: 'table', head: ['n', 'v'], rows: [['a', '1'], ['b']] },
    ])
    expect(readMarkdown('| no table')).toEqual([{ kind: 'paragraph', text: '| no table' }])
  })

  it('marks code, bold and italic, and leaves marks that are not closed', () => {
    expect(readSpans('a `b*c*` **d** *e* 2 * 3 * 4 **f')).toEqual([
      { text: 'a ', mark: 'plain' },
      { text: 'b*c*', mark: 'code' },
      { text: ' ', mark: 'plain' },
      { text: 'd', mark: 'strong' },
      { text: ' ', mark: 'plain' },
      { text: 'e', mark: 'emphasis' },
      { text: ' 2 * 3 * 4 **f', mark: 'plain' },
    ])
  })

  it('ends code that is never closed at its end', () => {
    expect(readMarkdown('```\nopen')).toEqual([{ kind: 'code', text: 'open' }])
  })
})

describe('a request to send again', () => {
  const job = {
    ...aJob({ priority: 2 }),
    payload: { commands: [['echo', "it's"]], timeout_sec: 5 },
    policy: { allow_network: false, allow_subprocess: true, allowed_tools: [] },
    retry_on: [],
    meta: {},
  }

  it('leaves the id behind and quotes nothing away', () => {
    expect(JSON.parse(requestJson(job))).not.toHaveProperty('id')
    expect(cliCommand(job)).toMatch(/^interlock enqueue --job-file - <<'JSON'\n\{[^]*"it's"[^]*\nJSON$/)
  })

  it('reads the key where it lies', () => {
    const command = curlCommand(job, { origin: 'http://127.0.0.1:1', home: "/home/o'hara" })
    expect(command).toContain(`$(cat '/home/o'\\''hara/run/token')`)
    expect(shellQuoted("a'b")).toBe(`'a'\\''b'`)
  })

  it('says what the policy allows', () => {
    expect(policyChips(job)).toEqual(['may start commands', 'no network'])
  })
})

describe('the address of a job', () => {
  it('takes what it knows and leaves the rest', () => {
    expect(readJobSearch({ run: '2', tab: 'log', event: 1042, find: 'FAIL' })).toEqual({
      run: '2',
      tab: 'log',
      event: '1042',
      find: 'FAIL',
    })
    expect(readJobSearch({ run: '-1', tab: 'evidence', event: 'x', find: '', other: 'y' })).toEqual({})
  })

  it('shows the run it names, or the last one', () => {
    // Only the number is looked at.
    const runs = [{ number: 2 }, { number: 1 }] as unknown as Run[]
    expect(chosenRun(runs, '1')?.number).toBe(1)
    expect(chosenRun(runs, '9')?.number).toBe(2)
    expect(chosenRun([], undefined)).toBeUndefined()
  })
})

describe('the hash of a record', () => {
  it('is SHA-256 over the canonical JSON of its other ten members', async () => {
    const members = {
      seq: 2,
      at: 5,
      kind: 'job.promoted',
      v: 1,
      actor: 'core',
      job_id: 'job-1',
      run_id: null,
      trace_id: null,
      payload: { from: 'scheduled' },
      prev_hash: '0'.repeat(64),
    }
    // Computed apart from this code, over those members in the order of their names.
    expect(await hashOf({ ...members, hash: '' })).toBe(
      'c3b36259cd7632053166a630ca07c9b8f7c17096c696745a684b7a52876c039e',
    )
  })
})
