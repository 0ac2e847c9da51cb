import { describe, expect, it } from 'vitest'
import { coreFilter, readFilter } from './filter.ts'
import { formatTokens, parseTokens } from './tokens.ts'

const NOW = Date.parse('2026-11-20T12:00:00Z')

function problemsOf(source: string): string[] {
  const read = parseTokens(source)
  return read.ok ? [] : read.problems.map((problem) => problem.text)
}

describe('the filter language', () => {
  it('reads tokens into the URL and leaves the rest as words', () => {
    expect(parseTokens('state:failed,retrying type:test_runner since:24h "npm test"')).toEqual({
      ok: true,
      search: { state: 'retrying,failed', type: 'test_runner_task', since: '24h', q: '"npm test"' },
    })
    expect(parseTokens('npm "te"')).toEqual({ ok: true, search: { q: 'npm te' } })
  })

  it('reads a minus as everything else', () => {
    const read = parseTokens('-type:test_runner -state:succeeded,cancelled')
    expect(read).toMatchObject({
      ok: true,
      search: { type: 'repo_index_task,doc_compactor_task,shell_task,watchdog_task' },
    })
    expect(read.ok && read.search.state).not.toContain('succeeded')
  })

  it('keeps what must not be apart from what must', () => {
    expect(parseTokens('workspace:demo -reason:kill_switch,no_free_slot')).toEqual({
      ok: true,
      search: { ws: 'demo', reason: '-kill_switch,-no_free_slot' },
    })
    expect(coreFilter(readFilter({ ws: 'demo,-notes', reason: '-kill_switch' }).filter, NOW)).toEqual({
      workspace: ['demo'],
      not: { workspace: ['notes'], reason: ['kill_switch'] },
    })
  })

  it('takes a quoted token as words', () => {
    expect(parseTokens('"state:failed"')).toEqual({ ok: true, search: { q: 'state:failed' } })
  })

  it('applies nothing when one part cannot be read', () => {
    expect(problemsOf('state:failed colour:red')[0]).toContain('There is no filter “colour”')
    expect(problemsOf('state:done')[0]).toContain('There is no state “done”')
    expect(problemsOf('since:yesterday')[0]).toContain('since must be a span')
    expect(problemsOf('"open')).toEqual(['A quotation mark is not closed.'])
    expect(problemsOf('state:failed state:queued')[0]).toContain('given twice')
    expect(problemsOf('-words')[0]).toContain('A minus works before')
    expect(problemsOf('-type:repo_index,test_runner,doc_compactor,shell,watchdog')[0]).toContain('nothing is left')
    expect(problemsOf('state:')).toEqual(['state: needs a value.'])
    expect(problemsOf('reason:boredom')[0]).toContain('There is no reason “boredom”')
    expect(problemsOf('x'.repeat(201))[0]).toContain('at most 200 characters; you gave 201')
  })

  it('knows a workspace by its name in the URL too', () => {
    expect(parseTokens('ws:demo')).toEqual(parseTokens('workspace:demo'))
  })

  it('is written back as it was meant', () => {
    for (const source of [
      'state:failed type:doc_compactor_task since:7d npm test',
      'workspace:demo "type:x"',
      '-workspace:demo reason:max_output_bytes -reason:kill_switch',
      'abcd1234',
      'slow "npm test" "-x"',
    ]) {
      const read = parseTokens(source)
      expect(read.ok && formatTokens(read.search)).toBe(source)
    }
  })
})

describe('a filter', () => {
  it('makes the filter the core takes, with times from the clock of the core', () => {
    const { filter, problems } = readFilter({
      state: 'failed',
      ws: 'demo',
      since: '24h',
      until: '2026-11-20T11:00:00Z',
    })
    expect(problems).toEqual([])
    expect(coreFilter(filter, NOW)).toEqual({
      state: ['failed'],
      workspace: ['demo'],
      since: '2026-11-19T12:00:00.000Z',
      until: '2026-11-20T11:00:00.000Z',
    })
  })

  it('says what it cannot read instead of leaving it out', () => {
    expect(readFilter({ state: 'failed,done', type: 'x', until: 'soon' }).problems.map(({ key }) => key)).toEqual([
      'state',
      'type',
      'until',
    ])
  })
})
