import { describe, expect, it } from 'vitest'
import type { OutputStream } from '#schemas'
import { FRAME_LAYOUT } from '#core/record'
import { findLines } from './find-lines.ts'
import { createLineIndex } from './line-index.ts'
import { createLineScanner, FIRST_LINE } from './line-scanner.ts'
import type { LogBytes } from './log-bytes.ts'
import { createLogPattern } from './log-pattern.ts'
import { readLines } from './read-lines.ts'

type Piece = readonly [text: string, stream?: OutputStream | undefined, at?: number]

function framesOf(pieces: readonly Piece[]): Buffer {
  return Buffer.concat(
    pieces.flatMap(([text, stream = 'stdout', at = 1000]) => {
      const header = Buffer.alloc(FRAME_LAYOUT.headerBytes)
      header.writeUInt32BE(Buffer.byteLength(text), 0)
      header.writeUInt8(FRAME_LAYOUT.streams.indexOf(stream), 4)
      header.writeDoubleBE(at, 5)
      return [header, Buffer.from(text)]
    }),
  )
}

function inMemory(stored: Buffer): LogBytes {
  return { size: stored.length, read: (from, length) => stored.subarray(from, from + length), close: () => undefined }
}

async function aLog(pieces: readonly Piece[]) {
  const bytes = inMemory(framesOf(pieces))
  const index = createLineIndex()
  await index.extend(bytes)
  return {
    bytes,
    index,
    lines: (from = 1, to = index.count) =>
      readLines(bytes, { mark: index.stretchOf(from).mark, from, to, keep: 'first' }),
    async find(find: string, { regex = false, match_case = false, from = 1, lines = false, context = 0 } = {}) {
      const pattern = createLogPattern({ find, regex, match_case })
      const numbers: number[] = []
      const found = []
      for (let next: number | null = from; next !== null;) {
        const part = await findLines(bytes, index, pattern, { from: next, lines, context, limit: 100 })
        numbers.push(...part.numbers)
        found.push(...part.lines)
        next = part.next
      }
      return { numbers, lines: found }
    },
  }
}

const texts = (lines: readonly { text: string }[]) => lines.map(({ text }) => text)

describe('the lines of stored output', () => {
  it('joins what came of a line in several frames', async () => {
    const log = await aLog([['one\ntw'], ['o\nthree\n']])
    expect(log.lines().map(({ number, text }) => [number, text])).toEqual([
      [1, 'one'],
      [2, 'two'],
      [3, 'three'],
    ])
  })

  it('keeps the order of arrival when streams mix, and says where a line goes on', async () => {
    const log = await aLog([['working '], ['warning\n', 'stderr'], ['done\n']])
    expect(log.lines().map(({ stream, text, continued }) => [stream, text, continued])).toEqual([
      ['stdout', 'working ', false],
      ['stderr', 'warning', false],
      ['stdout', 'done', true],
    ])
  })

  it('keeps empty lines, and ends lines at a return of its own or with its line feed', async () => {
    const log = await aLog([['a\n\nb\r10 %\r20 %\r'], ['\nc\r\nd']])
    expect(texts(log.lines())).toEqual(['a', '', 'b', '10 %', '20 %', 'c', 'd'])
  })

  it('breaks endless lines between characters', async () => {
    const log = await aLog([['ä'.repeat(5000)]])
    expect(log.lines().map(({ text, continued }) => [text.length, continued])).toEqual([
      [2048, false],
      [2048, true],
      [904, true],
    ])
    expect(texts(log.lines()).join('')).toBe('ä'.repeat(5000))
  })

  it('carries colours into the next line of the stream, even where a sequence came in two frames', async () => {
    const log = await aLog([['\x1b[3'], ['1mred\nstill\x1b[0m\nplain\n']])
    expect(texts(log.lines())).toEqual(['\x1b[31mred', '\x1b[31mstill\x1b[0m', 'plain'])
  })

  it('gives each line its time, and finds the first one at or after a time', async () => {
    const log = await aLog(Array.from({ length: 4000 }, (_, at) => [`line ${at}\n`, 'stdout', 1000 + at]))
    const mark = log.index.markBefore(3500)
    expect(mark.at).toBeLessThan(3500)
    expect(log.lines(2501, 2501)).toMatchObject([{ at: '1970-01-01T00:00:03.500Z', text: 'line 2500' }])
  })

  it('reads on from any mark as it would have read from the beginning', async () => {
    const random = (seed: number) => (Math.imul(seed, 2654435761) >>> 8) / 2 ** 24
    const words = ['x\n', 'long '.repeat(300), '\r\n', '\r', '\x1b[32mgreen', '\x1b[0m', 'ü', '\n\n', 'tail']
    const streams: OutputStream[] = ['stdout', 'stderr', 'note']
    const pieces = Array.from({ length: 3000 }, (_, at): Piece => [
      words[Math.floor(random(at) * 9)] ?? '',
      streams[Math.floor(random(at + 7777) * 3)],
      at,
    ])
    const log = await aLog(pieces)
    expect(log.index.marks.length).toBeGreaterThan(5)
    const whole: string[] = []
    for (let from = 1; from <= log.index.count; from += 100)
      whole.push(...log.lines(from, from + 99).map((line) => JSON.stringify(line)))
    for (const mark of log.index.marks) {
      const [line] = log.lines(mark.number, mark.number)
      expect(JSON.stringify(line)).toBe(whole[mark.number - 1])
    }
    expect(whole).toHaveLength(log.index.count)
  })

  it('goes on where it stopped when more was stored, and stops at what is no frame', async () => {
    const stored = framesOf([['one\ntwo'], [' ends\nthree\n']])
    const index = createLineIndex()
    await index.extend(inMemory(stored.subarray(0, 13 + 7)))
    expect(index.count).toBe(2)
    await index.extend(inMemory(stored))
    expect(index.count).toBe(3)
    await index.extend(inMemory(Buffer.concat([stored, Buffer.alloc(40, 0xff)])))
    expect([index.count, index.scanned]).toEqual([3, stored.length])
  })

  it('takes frames in pieces of any size', () => {
    const stored = framesOf([['one\ntwo\x1b[1m'], ['bold\nthree\r'], ['\nfour\n']])
    for (const size of [1, 2, 3, 7, 14]) {
      const begun: number[] = []
      const scanner = createLineScanner(FIRST_LINE, { begin: (number) => begun.push(number) < 0 })
      let held = Buffer.alloc(0)
      for (let at = 0; at < stored.length; at += size) {
        held = Buffer.concat([held, stored.subarray(at, at + size)])
        held = held.subarray(scanner.feed(held))
      }
      expect([size, begun]).toEqual([size, [1, 2, 3, 4]])
    }
  })

  it('keeps an answer small: its beginning, or its end', async () => {
    const log = await aLog([[`${'x'.repeat(4000)}\n`.repeat(400)]])
    const { mark } = log.index.stretchOf(1)
    const first = readLines(log.bytes, { mark, from: 1, to: 400, keep: 'first' })
    const last = readLines(log.bytes, { mark, from: 1, to: 400, keep: 'last' })
    expect([first[0]?.number, last.at(-1)?.number]).toEqual([1, 400])
    expect(first.length).toBeLessThan(140)
    expect(last.length).toBeLessThan(140)
  })
})

describe('finding', () => {
  it('finds text whatever its case and colour, and only in its own case when asked', async () => {
    const log = await aLog([['ok\nFail here\n\x1b[31mFA\x1b[0mIL\n'], ['a '], ['failure\n', 'stderr'], ['café\n']])
    expect((await log.find('fail')).numbers).toEqual([2, 3, 5])
    expect((await log.find('FAIL', { match_case: true })).numbers).toEqual([3])
    expect((await log.find('CAFÉ')).numbers).toEqual([6])
    expect((await log.find('a failure')).numbers).toEqual([])
    expect((await log.find('fail', { from: 3 })).numbers).toEqual([3, 5])
  })

  it('takes a stray bracket as text, and refuses it as a pattern', async () => {
    const log = await aLog([['call(\n']])
    expect((await log.find('call(')).numbers).toEqual([1])
    await expect(log.find('call(', { regex: true })).rejects.toThrow(/missing closing/)
  })

  it('finds by RE2, line by line', async () => {
    const log = await aLog([['one 12\ntwo\nthree 3\n']])
    expect((await log.find('\\d+$', { regex: true })).numbers).toEqual([1, 3])
    expect((await log.find('^t', { regex: true })).numbers).toEqual([2, 3])
    expect((await log.find('E \\d', { regex: true })).numbers).toEqual([1, 3])
  })

  it('misses nothing in a long log, whichever way it looks', async () => {
    const pieces = Array.from({ length: 20_000 }, (_, at): Piece => [
      `line ${at} ${at % 997 === 0 ? 'needle' : 'hay'}\n`,
      at % 13 === 0 ? 'stderr' : 'stdout',
    ])
    const log = await aLog(pieces)
    const expected = pieces.flatMap(([text], at) => (text.includes('needle') ? [at + 1] : []))
    expect((await log.find('NEEDLE')).numbers).toEqual(expected)
    expect((await log.find('ne+dle', { regex: true })).numbers).toEqual(expected)
    expect((await log.find('ne+dle$', { regex: true })).numbers).toEqual(expected)
  })

  it('gives the lines around each match once, and where in them it is', async () => {
    const log = await aLog([['1\n2\n3 x\n4\n5 \x1b[31mx\x1b[0m x\n6\n7\n8\n9\n10\n11 x\n']])
    const { lines } = await log.find('x', { lines: true, context: 1 })
    expect(lines.map(({ number, hits }) => [number, hits])).toEqual([
      [2, []],
      [3, [[2, 3]]],
      [4, []],
      [
        5,
        [
          [2, 3],
          [4, 5],
        ],
      ],
      [6, []],
      [10, []],
      [11, [[3, 4]]],
    ])
  })

  it('answers soon, however hostile the pattern', async () => {
    const log = await aLog([[`${'ab'.repeat(2000)}\n`.repeat(100)]])
    const pattern = createLogPattern({ find: '(?i)[\\pL\\pN]{900}[^ab]', regex: true, match_case: false })
    const found = await findLines(log.bytes, log.index, pattern, { from: 1, lines: false, context: 0, limit: 10 })
    // It gave up in between; nothing could end a search that holds the thread.
    expect(found.next).not.toBeNull()
    const large = { find: '.{1000}'.repeat(27), regex: true, match_case: false }
    expect(() => createLogPattern(large)).toThrow('27002 steps of it, and the limit is 1024')
    expect(() => createLogPattern({ find: '((a{100}){100}){100}', regex: true, match_case: false })).toThrow(/repeat/)
  })

  it.each(['.{1000}c', 'c|.{990}!', '.{900}!|c', '[a-z]{500}[^a]{500}$'])(
    'ends a call in time, whatever the lines: %s',
    async (find) => {
      const log = await aLog([[`${'c'.repeat(256 * 1024)}\n`], [`${'cb'.repeat(2000)}\n`.repeat(100)]])
      const pattern = createLogPattern({ find, regex: true, match_case: false })
      for (const lines of [false, true]) {
        const before = performance.now()
        await findLines(log.bytes, log.index, pattern, { from: 1, lines, context: 2, limit: 1000 })
        // Two rounds of 150 ms and a line of a tenth of a second each; ten times that for a machine that does other things.
        expect(performance.now() - before).toBeLessThan(4000)
      }
    },
  )
})
