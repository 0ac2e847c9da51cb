import { expect, it } from 'vitest'
import { hasHidden, replaceHidden } from './hidden.ts'

it.each([
  0x00, 0x0d, 0x1b, 0x7f, 0x85, 0xad, 0x34f, 0x61c, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180b, 0x180e, 0x180f, 0x200b,
  0x200d, 0x200f, 0x2028, 0x2029, 0x202e, 0x2060, 0x2066, 0x2069, 0x2800, 0x3164, 0xd800, 0xfe00, 0xfe0f, 0xfeff,
  0xffa0, 0xfff9, 0xe0001, 0xe0041, 0xe0100, 0xe01ef,
])('finds the hidden character %i and tells which it is', (code) => {
  const text = `a${String.fromCodePoint(code)}b`
  expect(replaceHidden(text, (each) => `<${each}>`)).toBe(`a<${code}>b`)
  expect([hasHidden(text), hasHidden(text)]).toEqual([true, true])
})

it('leaves what can be seen, tabs and newlines', () => {
  const text = 'Straße\tÜber\nПривет 日本語 한국어 العربية हिन्दी 🙂 ⠿'
  expect(replaceHidden(text, () => '?')).toBe(text)
  expect(hasHidden(text)).toBe(false)
})
