import { expect, it } from 'vitest'
import { inParts } from './chat-text.ts'

const UNPREFIXED = /^\[\d+\/\d+\] /

it('leaves a text that fits as it is', () => {
  expect(inParts('x'.repeat(2000), 2000)).toEqual(['x'.repeat(2000)])
})

it('cuts a long text at line ends and numbers the parts', () => {
  const text = Array.from({ length: 300 }, (_, line) => `line ${line}`).join('\n')
  const parts = inParts(text, 1000)
  expect(parts.length).toBeGreaterThan(2)
  expect(parts[0]).toMatch(/^\[1\/\d\] line 0\n/)
  expect(parts.every((part) => part.length <= 1000)).toBe(true)
  expect(parts.map((part) => part.replace(UNPREFIXED, '')).join('\n')).toBe(text)
})

it('never cuts a character in two', () => {
  for (const shift of ['', 'x']) {
    const text = shift + '🙂'.repeat(3000)
    const parts = inParts(text, 2000)
    expect(parts.every((part) => part.isWellFormed() && part.length <= 2000)).toBe(true)
    expect(parts.map((part) => part.replace(UNPREFIXED, '')).join('')).toBe(text)
  }
})
