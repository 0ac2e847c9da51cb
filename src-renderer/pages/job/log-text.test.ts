import { describe, expect, it } from 'vitest'
import { withoutColours } from '../../components/index.ts'
import { showable } from './log-text.ts'

describe('text of a program', () => {
  it('keeps colours and tabs and spells out what could deceive', () => {
    expect(showable('\x1b[31mred\x1b[0m\tok')).toBe('\x1b[31mred\x1b[0m\tok')
    expect(showable('\x1b[2J\x1b]0;title\x07')).toBe('\\x1b[2J\\x1b]0;title\\x07')
    expect(showable('a\u202Eb\u200Bc\u{E0041}')).toBe('a\\u202eb\\u200bc\\u{e0041}')
    expect(showable('half \ud83d of a pair, \x7f')).toBe('half \\ud83d of a pair, \\x7f')
    expect(showable('\x9b31m')).toBe('\\x9b31m')
    expect(showable('grüße 👍 日本')).toBe('grüße 👍 日本')
  })

  it('shows text a program wanted to conceal', () => {
    expect(showable('\x1b[8mhidden')).toBe('hidden')
    expect(showable('\x1b[1;8;4mx')).toBe('\x1b[1;4mx')
    expect(showable('\x1b[38;5;8mgrey')).toBe('\x1b[38;5;8mgrey')
    expect(withoutColours('\x1b[1;4mx\x1b[m')).toBe('x')
  })
})
