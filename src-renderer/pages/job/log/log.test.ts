import { describe, expect, it } from 'vitest'
import type { LogLine } from '#schemas'
import { drawLine, literalHits } from './draw-line.ts'
import { extendRange, readLineRange, writeLineRange } from './lines-range.ts'
import { createLogSearch, MOST_MATCHES, type SearchState } from './log-search.ts'
import { createLogStore, type LogAnswer } from './log-store.ts'
import { everyLine, onlyAround } from './log-rows.ts'

const settle = () => new Promise((done) => setTimeout(done, 5))

function aLine(number: number, text = `line ${number}`): LogLine {
  return { number, at: '2026-11-20T10:00:00.000Z', stream: 'stdout', text, continued: false }
}

describe('the store of a log', () => {
  /** A log of `count` lines as the core would answer for it. */
  function aLog(log: { count: number; complete: boolean; lastText?: string }) {
    const asked: { from?: number; limit: number }[] = []
    let waiting: (() => void) | undefined
    let time = 0
    const store = createLogStore({
      read: async (query): Promise<LogAnswer> => {
        asked.push(query)
        const from = query.from ?? Math.max(1, log.count - query.limit + 1)
        const last = Math.min(log.count, from + query.limit - 1)
        const lines = Array.from({ length: Math.max(0, last - from + 1) }, (_, at) =>
          aLine(from + at, from + at === log.count ? log.lastText : undefined),
        )
        return { count: log.count, stored: log.count * 10, complete: log.complete, lines }
      },
      now: () => time,
      after: (_, run) => {
        waiting = run
        return () => (waiting = undefined)
      },
    })
    return {
      store,
      asked,
      async pass(ms: number) {
        time += ms
        const run = waiting
        waiting = undefined
        run?.()
        await settle()
      },
    }
  }

  it('opens at the end, and reads what is looked at page by page', async () => {
    const { store, asked } = aLog({ count: 1_000_000, complete: true })
    store.poke()
    await settle()
    expect(store.line(1_000_000)?.text).toBe('line 1000000')
    expect(store.line(1)).toBeUndefined()
    store.want(500_050, 500_090)
    store.want(500_050, 500_090)
    await settle()
    expect(store.line(500_090)?.number).toBe(500_090)
    expect(asked).toHaveLength(2)
  })

  it('keeps no more than it needs, however much is looked at', async () => {
    const { store } = aLog({ count: 1_000_000, complete: true })
    store.poke()
    await settle()
    for (let at = 1; at <= 100; at += 1) {
      store.want(at * 5000, at * 5000 + 60)
      await settle()
    }
    expect(store.kept()).toBeLessThanOrEqual(12_000)
  })

  it('follows what is written about once a second, and reads a line that grew anew', async () => {
    const log = { count: 5, complete: false, lastText: 'half' }
    const { store, asked, pass } = aLog(log)
    store.poke()
    await settle()
    expect(store.line(5)?.text).toBe('half')
    Object.assign(log, { count: 300, lastText: 'end' })
    for (let i = 0; i < 20; i += 1) store.poke()
    await settle()
    expect(asked).toHaveLength(1)
    await pass(1000)
    expect([asked.length, store.state().count]).toEqual([2, 300])
    // Line 5 was the last one; it is not trusted any more.
    expect(store.line(5)).toBeUndefined()
    store.want(1, 5)
    await settle()
    expect(store.line(5)?.text).toBe('line 5')
    log.complete = true
    store.poke()
    await pass(1000)
    store.poke()
    await pass(1000)
    expect(store.state()).toMatchObject({ complete: true, count: 300 })
    expect(asked).toHaveLength(4)
  })

  it('gives every line of a stretch for copying', async () => {
    const { store } = aLog({ count: 5000, complete: true })
    store.poke()
    await settle()
    expect((await store.all(10, 4200)).map(({ number }) => number)).toHaveLength(4191)
  })
})

describe('a search', () => {
  it('goes on until all was looked at, and looks at the last line again when there is more', async () => {
    const asked: number[] = []
    const states: SearchState[] = []
    let count = 10
    const search = createLogSearch({
      ask: async (from) => {
        asked.push(from)
        return from < 5 ? { numbers: [2, 4], next: 5, count } : { numbers: [8, count], next: null, count }
      },
      onChange: (state) => states.push(state),
    })
    search.more()
    await settle()
    expect(states.map(({ numbers, done }) => [numbers, done])).toEqual([
      [[2, 4], false],
      [[2, 4, 8, 10], true],
    ])
    count = 12
    search.more()
    await settle()
    expect(asked).toEqual([1, 5, 10])
    expect(states.at(-1)?.numbers).toEqual([2, 4, 8, 10, 12])
  })

  it('stops counting at a limit, and when it is stopped', async () => {
    const states: SearchState[] = []
    const search = createLogSearch({
      ask: async (from) => ({
        numbers: Array.from({ length: 20_000 }, (_, at) => from + at),
        next: from + 20_000,
        count: 10_000_000,
      }),
      onChange: (state) => states.push(state),
    })
    search.more()
    await settle()
    expect(states.at(-1)).toMatchObject({ cut: true, done: true })
    expect(states.at(-1)?.numbers).toHaveLength(MOST_MATCHES)
  })

  it('says why it failed', async () => {
    const states: SearchState[] = []
    createLogSearch({ ask: () => Promise.reject(new Error('odd')), onChange: (state) => states.push(state) }).more()
    await settle()
    expect(states.at(-1)?.error?.message).toBe('odd')
  })
})

describe('the rows of a log', () => {
  const kinds = (rows: ReturnType<typeof everyLine>) =>
    Array.from({ length: rows.count }, (_, row) => {
      const at = rows.at(row)
      return 'line' in at ? at.line : `(${at.gap})`
    })

  it('are all its lines', () => {
    expect(kinds(everyLine(3))).toEqual([1, 2, 3])
    expect(everyLine(3).rowOf(3)).toBe(2)
  })

  it('are those around matches, with what is left out between them', () => {
    const rows = onlyAround([5, 7, 20], 1, 30)
    expect(kinds(rows)).toEqual(['(3)', 4, 5, 6, 7, 8, '(10)', 19, 20, 21, '(9)'])
    for (const line of [4, 8, 20]) expect(rows.at(rows.rowOf(line))).toEqual({ line })
    expect(kinds(onlyAround([1, 3], 3, 3))).toEqual([1, 2, 3])
    expect(kinds(onlyAround([], 3, 3))).toEqual(['(3)'])
  })
})

describe('a drawn line', () => {
  const plain = { width: 10, wrap: true, hits: [], mark: '<' }

  it('goes on in further rows, its colours with it, or is cut', () => {
    expect(drawLine('\x1b[31m123456789012\x1b[0m', plain)).toEqual({
      rows: ['\x1b[31m1234567890', '\x1b[31m12\x1b[0m'],
      columns: 12,
    })
    expect(drawLine('123456789012', { ...plain, wrap: false })).toEqual({ rows: ['1234567890'], columns: 12 })
  })

  it('spells out what could act, and counts wide characters and tabs', () => {
    expect(drawLine('a\x1b]0;t\x07\u202e', { ...plain, width: 80 }).rows).toEqual(['a\\x1b]0;t\\x07\\u202e'])
    expect(drawLine('日本\tx', { ...plain, width: 80 })).toEqual({ rows: ['日本    x'], columns: 9 })
  })

  it('marks what matches, across colours and rows', () => {
    expect(drawLine('ab\x1b[1mcd\x1b[0mef', { ...plain, hits: [[1, 5]] }).rows).toEqual([
      'a<b\x1b[1m<cd\x1b[0m<e\x1b[0mf',
    ])
    expect(drawLine('123456789012', { ...plain, hits: [[8, 11]] }).rows).toEqual(['12345678<90', '<1\x1b[0m2'])
  })

  it('finds plain text whatever its case', () => {
    expect(literalHits('Fail and FAIL', 'fail')).toEqual([
      [0, 4],
      [9, 13],
    ])
    expect(literalHits('aaa', '')).toEqual([])
  })
})

describe('lines in an address', () => {
  it('are read and written, one or a range, in order', () => {
    expect(readLineRange('120-140')).toEqual({ first: 120, last: 140 })
    expect(readLineRange('140 - 120')).toEqual({ first: 120, last: 140 })
    expect(readLineRange('7')).toEqual({ first: 7, last: 7 })
    for (const odd of ['0', 'a', '1-', '-3', undefined]) expect(readLineRange(odd)).toBeUndefined()
    expect([writeLineRange({ first: 7, last: 7 }), writeLineRange({ first: 7, last: 9 })]).toEqual(['7', '7-9'])
  })

  it('grow with Shift', () => {
    expect(extendRange(undefined, 5, true)).toEqual({ first: 5, last: 5 })
    expect(extendRange({ first: 5, last: 6 }, 2, true)).toEqual({ first: 2, last: 5 })
    expect(extendRange({ first: 5, last: 6 }, 2, false)).toEqual({ first: 2, last: 2 })
  })
})
