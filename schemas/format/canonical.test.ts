import canonicalize from 'canonicalize'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from './canonical.ts'

const names = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('0', '10', '9', '__proto__', 'a', 'B', 'é', '€', '😀', '\ufb33'),
)
const leaves = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.boolean(),
  fc.constantFrom(null, -0, 1e21, 5e-324, '\u2028', '\\ud800', '"', '\u0000'),
)
const { value: anyJson } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    leaves,
    fc.array(tie('value')),
    fc.dictionary(names, tie('value')),
  ),
}))

describe('canonical JSON', () => {
  it('is what the library makes of any value', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        expect(canonicalJson(value)).toBe(canonicalize(value))
      }),
      { numRuns: 500 },
    )
  })

  it.each([
    ['names that look like positions', { b: 1, 10: 2, 9: 3, a: 4 }, '{"10":2,"9":3,"a":4,"b":1}'],
    [
      'a name that is the prototype elsewhere',
      JSON.parse('{"b":1,"__proto__":{"z":1,"a":2}}'),
      '{"__proto__":{"a":2,"z":1},"b":1}',
    ],
    ['members that are undefined', { b: undefined, a: 1 }, '{"a":1}'],
    ['values that say their own form', { at: new Date(0) }, '{"at":"1970-01-01T00:00:00.000Z"}'],
    ['an object without a prototype', Object.assign(Object.create(null), { b: 1, a: 2 }), '{"a":2,"b":1}'],
    ['numbers as the engine writes them', [-0, 1e21, 0.1, 1e-7], '[0,1e+21,0.1,1e-7]'],
  ])('knows %s', (_what, value, text) => {
    expect(canonicalJson(value)).toBe(text)
  })

  it('goes as deep as the library', () => {
    const deep = Array.from({ length: 5000 }).reduce<unknown>((inner) => ({ b: inner, a: 1 }), 1)
    expect(canonicalJson(deep)).toBe(canonicalize(deep))
  })

  it.each([
    ['half of a surrogate pair', ['\ud800'], /surrogate/],
    ['half of one in a name', { '\udc00': 1 }, /surrogate/],
    ['a number JSON cannot carry', { a: [Number.NaN] }, /NaN/],
    ['an endless one', Infinity, /Infinity/],
    ['nothing at all', undefined, /no JSON form/],
  ])('refuses %s', (_what, value, why) => {
    expect(() => canonicalJson(value)).toThrow(why)
  })

  it('does not take a backslash and what follows it for half of a pair', () => {
    expect(canonicalJson('\\ud800')).toBe(String.raw`"\\ud800"`)
  })
})
