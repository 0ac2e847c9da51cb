import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { budgetsHash, toolPolicyHash } from './policy-hash.ts'
import { byCodePoint, PythonFloat, type PythonJson, pythonFloatText, pythonJson } from './python-json.ts'
import { askPython } from './python-oracle.ts'

describe('pythonJson', () => {
  const text = fc.string({ unit: 'binary', maxLength: 8 })
  const { value } = fc.letrec<{ value: PythonJson }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constant(null),
      fc.boolean(),
      fc.integer(),
      text,
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(text, tie('value'), { maxKeys: 4 }),
    ),
  }))
  const samples = fc.sample(value, { numRuns: 4000, seed: 6 })

  it.each([
    ['spaced', false, 'json.dumps(value, ensure_ascii=False)'],
    ['compact', true, 'json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))'],
  ] as const)('writes what Python writes: %s', (style, sortKeys, call) => {
    const answers = askPython(`def answer(value): return ${call}`, samples)
    const wrong = samples.filter((each, at) => pythonJson(each, { style, sortKeys }) !== answers[at])
    expect(wrong.slice(0, 3)).toEqual([])
  })

  it('keeps what JavaScript would lose', () => {
    const written = pythonJson(
      { a: new PythonFloat(300), b: 9_007_199_254_740_993n, c: 'é\u2028\ud800', d: undefined },
      { style: 'spaced' },
    )
    expect(written).toBe('{"a": 300.0, "b": 9007199254740993, "c": "é\u2028\ud800"}')
    expect(pythonJson('\\ud800 \ud800', { style: 'spaced' })).toBe('"\\\\ud800 \ud800"')
  })
})

describe('pythonFloatText', () => {
  it('writes what repr writes', () => {
    const samples = fc.sample(
      fc.oneof(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.float({ noNaN: true, noDefaultInfinity: true }).map(Number),
      ),
      {
        numRuns: 20_000,
        seed: 7,
      },
    )
    const all = [
      ...samples,
      0,
      300,
      0.1,
      1e15,
      1e16,
      1e17,
      123_456_789_012_345_680,
      1e21,
      1e22,
      0.0001,
      0.00001,
      1.5e-7,
      5e-324,
      1.7976931348623157e308,
      -2.5,
    ]
    const answers = askPython('def answer(value): return repr(float(value))', all)
    const wrong = all.filter((each, at) => pythonFloatText(each === 0 ? 0 : each) !== answers[at])
    expect(wrong.slice(0, 5)).toEqual([])
  })

  it('knows the numbers JSON has no words for', () => {
    expect([Number.NaN, Infinity, -Infinity, -0].map(pythonFloatText)).toEqual(['NaN', 'Infinity', '-Infinity', '-0.0'])
  })
})

it('orders strings by code point', () => {
  const samples = fc.sample(fc.array(fc.string({ unit: 'binary', maxLength: 4 }), { maxLength: 8 }), {
    numRuns: 1000,
    seed: 8,
  })
  const answers = askPython('def answer(value): return sorted(value)', samples)
  expect(samples.map((each) => each.toSorted(byCodePoint))).toEqual(answers)
})

describe('the hashes of a run header', () => {
  const deny = { allow_network: false, allow_subprocess: false, allowed_tools: [] }
  const budgets = { max_wall_time_sec: 300, max_tool_calls: 10, max_output_bytes: 262_144, max_concurrency_slots: 1 }

  it('are those that DALI wrote', () => {
    expect(toolPolicyHash(deny)).toBe('e6865f6e91717cc0')
    expect(toolPolicyHash({ ...deny, allow_subprocess: true })).toBe('1386501432790695')
    expect(budgetsHash(budgets)).toBe('ac02781be86b9734')
    expect(budgetsHash({ ...budgets, max_wall_time_sec: new PythonFloat(300) })).toBe('8cd68cb7ed4eaff7')
  })
})
