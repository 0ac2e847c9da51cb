import { execFileSync } from 'node:child_process'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asciiJson } from './ascii-json.ts'
import { asJson, readLoose, readLooseAt } from './loose-json.ts'

describe('readLoose', () => {
  it.each([
    ['NaN', Number.NaN],
    ['[Infinity, -Infinity]', [Infinity, -Infinity]],
    ['{"a": 9007199254740993}', { a: 9_007_199_254_740_993n }],
    ['-90071992547409930000', -90_071_992_547_409_930_000n],
    ['1771758804.4351397', 1_771_758_804.435_139_7],
    ['0.00000000000000001', 1e-17],
    ['1e400', Infinity],
    [' {"a" : [ NaN , {} , [ ] , "x\\u0041\\n" ] } \r', { a: [Number.NaN, {}, [], 'xA\n'] }],
    ['{"a": 1, "a": NaN}', { a: Number.NaN }],
    ['"\u2028\u0085"', '\u2028\u0085'],
    ['null', null],
  ])('reads %j', (text, value) => {
    expect(readLoose(text)).toEqual({ value })
  })

  it.each([
    '',
    'nan',
    '+1',
    '01',
    '.5',
    '1.',
    '[1,]',
    '{"a"}',
    '{a: NaN}',
    '[NaN',
    '"a\nb", NaN',
    '"\\x"',
    "{'a': NaN}",
    'NaN NaN',
  ])('refuses %j, as Python does', (text) => {
    expect(readLoose(text)).toBeUndefined()
  })

  it('does not exhaust the stack', () => {
    expect(readLoose(`${'['.repeat(1_000_000)}NaN${']'.repeat(1_000_000)}`)).toBeUndefined()
  })

  it('keeps a key that could change a prototype a plain key', () => {
    const read = readLoose('{"__proto__": {"a": NaN}}')
    expect(Object.getPrototypeOf(read?.value)).toBe(Object.prototype)
    expect(Object.hasOwn(Object(read?.value), '__proto__')).toBe(true)
  })

  it('reads whatever JSON.parse reads, the long way too', () => {
    const text = fc.jsonValue().map((value) => JSON.stringify(value))
    fc.assert(
      fc.property(text, (json) => {
        expect(readLooseAt(` ${json}x`, 0)).toEqual({ value: JSON.parse(json, exact), end: json.length + 1 })
      }),
      { numRuns: 2000 },
    )
  })
})

it('makes of what JSON cannot carry its text', () => {
  const value = {
    a: [Number.NaN, -Infinity, 12_345_678_901_234_567_890n],
    'b\ud800': 'c\udc00',
    d: { e: null, f: true },
  }
  expect(asJson(value)).toEqual({
    a: ['NaN', '-Infinity', '12345678901234567890'],
    'b\ufffd': 'c\ufffd',
    d: { e: null, f: true },
  })
})

it('writes JSON as Python does', () => {
  const values = fc.sample(
    fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value), (_key, each) => (isFraction(each) ? 1 : each))),
    { numRuns: 1000, seed: 11 },
  )
  const program = 'import json, sys\nfor value in json.load(sys.stdin): print(json.dumps(value))'
  const written = execFileSync('python3', ['-X', 'utf8', '-c', program], {
    input: JSON.stringify(values),
    encoding: 'utf8',
  })
  expect(values.map(asciiJson)).toEqual(written.split('\n').slice(0, -1))
})

/** Whole numbers are written alike; others may differ in their exponent, which both read. */
function isFraction(value: unknown): boolean {
  return typeof value === 'number' && (!Number.isSafeInteger(value) || Object.is(value, -0))
}

/** An integer that a double may have rounded, as it is read here. */
function exact(_key: string, value: unknown): unknown {
  const isRounded = typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
  // From here on the text has an exponent, and what has one is no integer to Python either.
  return isRounded && Math.abs(value) < 1e21 ? BigInt(String(value)) : value
}
