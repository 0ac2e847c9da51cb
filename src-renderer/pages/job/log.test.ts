import { describe, expect, it } from 'vitest'
import type { OutputFrame, OutputStream } from '#schemas'
import { createLogBuffer } from './log-buffer.ts'
import { showable, withoutColours } from './log-text.ts'
import { createOutputFeed, type FeedProgress, type OutputPage } from './output-feed.ts'

function frame(text: string, stream: OutputStream = 'stdout', at = '2026-11-20T10:00:00.000Z'): OutputFrame {
  return { at, stream, text }
}

describe('text of a program', () => {
  it('keeps colours and tabs and spells out what could deceive', () => {
    expect(showable('\x1b[31mred\x1b[0m\tok')).toBe('\x1b[31mred\x1b[0m\tok')
    expect(showable('\x1b[2J\x1b]0;title\x07')).toBe('\\x1b[2J\\x1b]0;title\\x07')
    expect(showable('a\u202Eb\u200Bc\u{E0041}')).toBe('a\\u202eb\\u200bc\\u{e0041}')
    expect(showable('half \ud83d of a pair, \x7f')).toBe('half \\ud83d of a pair, \\x7f')
    expect(showable('\x9b31m')).toBe('\\x9b31m')
    expect(showable('grüße 👍 日本')).toBe('grüße 👍 日本')
  })

  it('shows text a program wanted to conceal', () => {
    expect(showable('\x1b[8mhidden')).toBe('hidden')
    expect(showable('\x1b[1;8;4mx')).toBe('\x1b[1;4mx')
    expect(showable('\x1b[38;5;8mgrey')).toBe('\x1b[38;5;8mgrey')
    expect(withoutColours('\x1b[1;4mx\x1b[m')).toBe('x')
  })
})

describe('the lines of a log', () => {
  it('joins a line that came in pieces and tells the terminal only the rest', () => {
    const log = createLogBuffer({ keep: 100 })
    expect(log.push([frame('one\ntw')]).lines.map((line) => line.text)).toEqual(['one', 'tw'])
    const more = log.push([frame('o\nthree\n')])
    expect(more.rest).toBe('o')
    expect(more.lines.map((line) => line.text)).toEqual(['three'])
    expect(log.lines.map((line) => [line.number, line.text])).toEqual([
      [1, 'one'],
      [2, 'two'],
      [3, 'three'],
    ])
  })

  it('keeps the order of arrival when streams mix, and says where a line goes on', () => {
    const log = createLogBuffer({ keep: 100 })
    log.push([frame('working '), frame('warning\n', 'stderr'), frame('done\n')])
    expect(log.lines.map(({ stream, text, continued }) => [stream, text, continued])).toEqual([
      ['stdout', 'working ', false],
      ['stderr', 'warning', false],
      ['stdout', 'done', true],
    ])
  })

  it('carries a colour into the next line of its stream, and a sequence cut in two', () => {
    const log = createLogBuffer({ keep: 100 })
    log.push([frame('\x1b[3'), frame('1mred\nstill\x1b[0m\nplain\n')])
    expect(log.lines.map((line) => line.text)).toEqual(['\x1b[31mred', '\x1b[31mstill\x1b[0m', 'plain'])
  })

  it('keeps empty lines, ends lines at a lone return, and breaks endless ones', () => {
    const log = createLogBuffer({ keep: 100 })
    log.push([frame('a\n\nb\r10 %\r20 %\r'), frame('\n')])
    expect(log.lines.map((line) => line.text)).toEqual(['a', '', 'b', '10 %', '20 %'])
    log.push([frame('x'.repeat(10_000))])
    expect(log.lines.slice(5).map((line) => line.text.length)).toEqual([4096, 4096, 1808])
  })

  it('keeps the last lines and counts the others', () => {
    const log = createLogBuffer({ keep: 10 })
    for (let i = 1; i <= 30; i += 1) log.push([frame(`${i}\n`)])
    expect(log.lines.map((line) => line.text)).toEqual(Array.from({ length: 10 }, (_, at) => String(at + 21)))
    expect(log.dropped).toBe(20)
  })
})

describe('reading the output', () => {
  function feedOf(pages: (from: number) => OutputPage | Error) {
    const seen: FeedProgress[] = []
    const feed = createOutputFeed({
      read: async (from) => {
        const page = pages(from)
        if (page instanceof Error) throw page
        return page
      },
      onPage: (_, progress) => seen.push(progress),
      onError: (progress) => seen.push(progress),
    })
    return { feed, seen }
  }
  const settle = () => new Promise((done) => setTimeout(done, 5))

  it('reads to the end of what is stored, rests, and goes on when poked', async () => {
    let stored = 30
    const { feed, seen } = feedOf((from) => {
      const next = Math.min(stored, from + 10)
      return { frames: [], next, stored, complete: stored === 50 && next === 50 }
    })
    feed.poke()
    await settle()
    expect(seen.map((each) => each.read)).toEqual([10, 20, 30])
    stored = 50
    feed.poke()
    await settle()
    expect(seen.at(-1)).toMatchObject({ read: 50, complete: true })
    feed.poke()
    await settle()
    expect(seen).toHaveLength(5)
  })

  it('says when it is too far behind to draw', async () => {
    const { feed, seen } = feedOf((from) => ({
      frames: [],
      next: from + 1_048_576,
      stored: 5 * 1_048_576,
      complete: from >= 4 * 1_048_576,
    }))
    feed.poke()
    await settle()
    expect(seen.map((each) => each.behind)).toEqual([true, true, false, false, false])
  })

  it('reports a failure and tries again when poked', async () => {
    let broken = true
    const { feed, seen } = feedOf(() =>
      broken ? new Error('gone') : { frames: [], next: 1, stored: 1, complete: true },
    )
    feed.poke()
    await settle()
    expect(seen.at(-1)?.error?.message).toBe('gone')
    broken = false
    feed.poke()
    await settle()
    expect(seen.at(-1)).toMatchObject({ complete: true, error: undefined })
  })
})
