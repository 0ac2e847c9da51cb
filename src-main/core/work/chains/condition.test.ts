import { describe, expect, it } from 'vitest'
import { aChain, after } from './test-bed.ts'

describe('a condition', () => {
  const met = async (stdout: string, condition: object, result?: unknown) => {
    const link = { parent: 'first', condition: { in: 'stdout', kind: 'contains', text: 'x', ...condition } as const }
    const { told } = await after({ stdout, ...(result !== undefined && { result }) }, [link])
    return told[0]?.replace('first→next 1 ', '')
  }

  it('looks for a text in all that was written, wherever it lies', async () => {
    const long = `${'x'.repeat(3_000_000)}needle`
    expect(await met(long, { text: 'needle' })).toBe('fired')
    expect(await met(`${'ab'.repeat(25_000)}c`, { text: 'abc' })).toBe('fired')
    expect(await met(long, { text: 'Needle' })).toBe('not_met condition_false')
    expect(await met('x', { text: 'note of Interlock' })).toBe('not_met condition_false')
    expect(await met('\u001b[31mre\u001b[0mady', { text: 'ready' })).toBe('fired')
    expect(await met('', { text: 'a' })).toBe('not_met condition_false')
  })

  it('holds a pattern against the whole, from its first character to its last', async () => {
    expect(await met(`begin ${'x'.repeat(10_000)} end`, { kind: 'regex', text: '^begin.*end$' })).toBe('fired')
    expect(await met('stdout: begin', { kind: 'regex', text: '^begin' })).toBe('not_met condition_false')
    expect(await met('a\nb\n', { kind: 'regex', text: '(?m)^b$' })).toBe('fired')
  })

  it('looks into the result', async () => {
    const result = { rows: 12, state: 'done' }
    expect(await met('', { in: 'result', text: '"state":"done"' }, result)).toBe('fired')
    expect(await met('', { in: 'result', kind: 'regex', text: '"rows":1\\d\\b' }, result)).toBe('fired')
    expect(await met('"state":"done"', { in: 'result', text: '"state":"done"' })).toBe('not_met condition_false')
  })

  it('is not held up by a pattern that others choke on', async () => {
    const begun = performance.now()
    expect(await met(`${'a'.repeat(100_000)}!`, { kind: 'regex', text: '(a+)+$' })).toBe('not_met condition_false')
    expect(performance.now() - begun).toBeLessThan(20_000)
  })

  it('is refused when it cannot be read', async () => {
    const bed = await aChain()
    await bed.link('first')
    const add = (text: string) =>
      bed.link('next', [{ parent: 'first', condition: { kind: 'regex', text, in: 'stdout' } }])
    await expect(add('(a')).rejects.toMatchObject({ code: 'pattern_unreadable' })
    await expect(add('(?<=a)b')).rejects.toMatchObject({ code: 'pattern_unreadable' })
    await expect(add('((a{1,50}){1,50}){1,50}')).rejects.toMatchObject({ code: 'pattern_unreadable' })
    await expect(add('(?:a{10}){100}[b-z]{500}')).rejects.toMatchObject({ code: 'pattern_unreadable' })
  })
})
