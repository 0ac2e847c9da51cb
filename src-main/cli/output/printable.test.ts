import { describe, expect, it } from 'vitest'
import { printable, printableLine, printableOutput } from './printable.ts'

describe('printable', () => {
  it('shows control characters instead of sending them to the terminal', () => {
    expect(printable('a\u001b]0;owned\u0007b\u009b2J')).toBe('a␛]0;owned␇b\ufffd2J')
  })

  it('keeps what is ordinary, newlines and tabs included', () => {
    expect(printable('Größe\t1\n日本')).toBe('Größe\t1\n日本')
  })

  it('lets nothing turn the writing direction', () => {
    expect(printable('photo_\u202egnp.exe \u2066x\u2069')).toBe('photo_\ufffdgnp.exe \ufffdx\ufffd')
  })

  it.each(['\u200b', '\u200f', '\u2028', '\ufe0f', '\u3164', '\u{e0100}'])('shows that %j is there', (hidden) => {
    expect(printable(`pay${hidden}pal`)).toBe('pay\ufffdpal')
  })

  it('puts a text on one line', () => {
    expect(printableLine('a\nb\tc')).toBe('a␊b␉c')
  })
})

describe('printableOutput', () => {
  it('keeps colours for a reader that shows them and nothing else of an escape', () => {
    expect(printableOutput('\u001b[32mok\u001b[0m\u001b[2J', true)).toBe('\u001b[32mok\u001b[0m␛[2J')
    expect(printableOutput('\u001b[32mok\u001b[0m\u001b[2J', false)).toBe('ok␛[2J')
  })

  it('lets no colour hide what follows', () => {
    expect(printableOutput('\u001b[8mhidden\u001b[1;08mtoo', true)).toBe('hiddentoo')
    expect(printableOutput('\u001b[38;5;1;8mhidden', true)).toBe('hidden')
    expect(printableOutput('\u001b[38;5;8mgrey', true)).toBe('\u001b[38;5;8mgrey')
  })

  it('reads a Windows line end as a line end', () => {
    expect(printableOutput('a\r\nb\rc', false)).toBe('a\nb␍c')
  })
})
