import { expect, it } from 'vitest'
import { spellOut, spellOutLine } from './spell-out.tsx'

it.each([
  ['a text that is turned round', 'gpj.\u202Eexe', 'gpj.⟨U+202E⟩exe'],
  ['a character without width', 'pay\u200Bpal', 'pay⟨U+200B⟩pal'],
  ['an escape sequence', '\u001B[2Jgone', '⟨U+001B⟩[2Jgone'],
  ['a NUL', 'a\0b', 'a⟨U+0000⟩b'],
  ['a hidden tag', 'a\u{E0041}b', 'a⟨U+E0041⟩b'],
  ['a variation selector', 'a\uFE0Fb', 'a⟨U+FE0F⟩b'],
  ['a filler', 'a\u3164b', 'a⟨U+3164⟩b'],
  ['half a surrogate pair', 'a\uD800b', 'a⟨U+D800⟩b'],
])('spells out %s', (_, text, shown) => {
  expect(spellOut(text)).toBe(shown)
})

it('cannot be mistaken for text that looks the same', () => {
  expect(spellOut('a⟨U+000A⟩b')).toBe('a⟨U+27E8⟩U+000A⟩b')
  expect(spellOutLine('a\nb\tc⟨U+000A⟩')).toBe('a⟨U+000A⟩b⟨U+0009⟩c⟨U+27E8⟩U+000A⟩')
  expect(spellOut('⟨x⟩')).toBe('⟨x⟩')
})

it('leaves ordinary text alone, with its lines, tabs and other alphabets', () => {
  const text = 'Straße\tÜber\nПривет 日本語 🙂'
  expect(spellOut(text)).toBe(text)
})
