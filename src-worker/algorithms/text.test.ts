import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { askPython } from './python-oracle.ts'
import { createNewlineTranslator, decodeUtf8, firstCodePoints, truncateUtf8 } from './text.ts'

const DECODE = `
def answer(hexes):
    return bytes.fromhex(hexes).decode('utf-8', 'replace')
`

describe('decodeUtf8', () => {
  it('replaces what Python replaces, as often', () => {
    // Lead bytes, continuations and the edges of what is allowed, so that most sequences are nearly right.
    const telling = fc.constantFrom(
      0x00,
      0x41,
      0x7f,
      0x80,
      0x8f,
      0x90,
      0x9f,
      0xa0,
      0xbf,
      0xc0,
      0xc1,
      0xc2,
      0xdf,
      0xe0,
      0xe1,
      0xed,
      0xef,
      0xf0,
      0xf1,
      0xf4,
      0xf5,
      0xff,
      0xbb,
    )
    const bytes = fc.oneof(fc.array(telling, { maxLength: 9 }), fc.array(fc.nat(255), { maxLength: 9 }))
    const samples = fc.sample(bytes, { numRuns: 50_000, seed: 4 }).map((each) => Buffer.from(each))
    const every = Array.from({ length: 65_536 }, (_, pair) => Buffer.from([0xf0, pair >> 8, pair & 0xff, 0x41]))
    const all = [...samples, ...every]
    const answers = askPython(
      DECODE,
      all.map((each) => each.toString('hex')),
    )
    const wrong = all.filter((each, at) => decodeUtf8(each) !== answers[at])
    expect(wrong.slice(0, 5).map((each) => each.toString('hex'))).toEqual([])
  })

  it('keeps a byte order mark', () => {
    expect(decodeUtf8(Buffer.from('\ufeffa'))).toBe('\ufeffa')
  })
})

describe('firstCodePoints', () => {
  it('counts code points, as Python slices', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(20), (text, count) => {
        expect(firstCodePoints(text, count)).toBe(Array.from(text).slice(0, count).join(''))
      }),
    )
  })
})

describe('truncateUtf8', () => {
  const samples = fc.sample(fc.tuple(fc.string({ unit: 'binary', maxLength: 30 }), fc.nat(40)), {
    numRuns: 3000,
    seed: 5,
  })

  it('in dali mode gives what Python gives', () => {
    const script = `
def answer(case):
    raw = case[0].encode('utf-8')
    return raw[:case[1]].decode('utf-8', 'replace') if len(raw) > case[1] else case[0]
`
    const answers = askPython(script, samples)
    expect(samples.map(([text, limit]) => truncateUtf8(text, limit, 'dali').text)).toEqual(answers)
  })

  it('never exceeds its limit, and cuts as little as it can', () => {
    for (const [text, limit] of samples) {
      const cut = truncateUtf8(text, limit)
      const size = Buffer.byteLength(cut.text)
      expect(size).toBeLessThanOrEqual(limit)
      expect(text.startsWith(cut.text)).toBe(true)
      expect(cut.truncated).toBe(cut.text !== text)
      const [next] = Array.from(text.slice(cut.text.length))
      expect(next === undefined || size + Buffer.byteLength(next) > limit).toBe(true)
    }
  })

  it('exceeds it by up to two bytes in dali mode', () => {
    const text = `${'a'.repeat(129)}€`
    expect(Buffer.byteLength(truncateUtf8(text, 130, 'dali').text)).toBe(132)
    expect(truncateUtf8(text, 130).text).toBe('a'.repeat(129))
  })
})

describe('the newline translator', () => {
  it('translates as Python does, wherever the chunks are cut', () => {
    const piece = fc.string({ unit: fc.constantFrom('\r', '\n', 'a', 'é'), maxLength: 6 })
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (chunks) => {
        const translator = createNewlineTranslator()
        const out = Buffer.concat([...chunks.map((chunk) => translator.push(Buffer.from(chunk))), translator.end()])
        expect(out.toString()).toBe(chunks.join('').replaceAll(/\r\n?/g, '\n'))
      }),
      { numRuns: 2000 },
    )
  })

  it('passes on what needs no change without copying it', () => {
    const chunk = Buffer.from('plain\n')
    expect(createNewlineTranslator().push(chunk)).toBe(chunk)
  })
})
