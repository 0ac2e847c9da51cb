import { describe, expect, it } from 'vitest'
import { createSanitiser, sanitised } from './sanitiser.ts'

const ESC = '\x1b'

it('leaves text, line ends, tabs and colours as they are', () => {
  const text = `a\tb\n${ESC}[1;31mred${ESC}[0m ${ESC}[38:2:1:2:3mfine é 😀 שלום\n`
  expect(sanitised(text)).toBe(text)
})

it.each<[string, string, string]>([
  ['writes to the clipboard', `${ESC}]52;c;ZXZpbA==\x07`, String.raw`\u001b]52;c;ZXZpbA==\u0007`],
  [
    'is a link',
    `${ESC}]8;;javascript:x${ESC}\\go${ESC}]8;;${ESC}\\`,
    String.raw`\u001b]8;;javascript:x\u001b\go\u001b]8;;\u001b` + '\\',
  ],
  ['sets the title', `${ESC}]0;title\x07`, String.raw`\u001b]0;title\u0007`],
  ['asks for the cursor', `${ESC}[6n`, String.raw`\u001b[6n`],
  ['clears the screen', `${ESC}[2J${ESC}[H`, String.raw`\u001b[2J\u001b[H`],
  ['speaks to the device', `${ESC}P1$r${ESC}\\`, String.raw`\u001bP1$r\u001b` + '\\'],
  ['speaks to the program', `${ESC}_x${ESC}\\`, String.raw`\u001b_x\u001b` + '\\'],
  ['uses the second range', '\x9b6n\x9d0;x\x9c', String.raw`\u009b6n\u009d0;x\u009c`],
  ['goes back', 'rm -rf\b\b\b\b\b\bls', String.raw`rm -rf\u0008\u0008\u0008\u0008\u0008\u0008ls`],
  ['overwrites its line', 'evil\rgood', 'evil\ngood'],
  ['ends lines as Windows does', 'a\r\nb', 'a\nb'],
  ['turns the direction', 'gpj.\u202egnp.exe\u2066', String.raw`gpj.\u202egnp.exe\u2066`],
  ['holds a NUL', 'a\0b', String.raw`a\u0000b`],
  ['hides letters', 'a\u{e0041}b', String.raw`a\udb40\udc41b`],
])('what %s loses its power and keeps its text', (_, hostile, harmless) => {
  expect(sanitised(hostile)).toBe(harmless)
})

describe('in pieces', () => {
  it('comes to the same, however it is cut', () => {
    const text = `a${ESC}[31mred${ESC}[0m\r\n${ESC}]0;x\x07${ESC}[2J\rend${ESC}[`
    for (let at = 0; at <= text.length; at++) {
      const one = createSanitiser()
      expect(one.push(text.slice(0, at)) + one.push(text.slice(at)) + one.end()).toBe(sanitised(text))
    }
  })
})
