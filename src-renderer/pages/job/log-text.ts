import { hasHidden } from '#schemas/format'

const ESCAPE = 0x1b

/**
 * Text of a program made safe to show. Colours (SGR) stay, as far as they hide nothing; tabs stay; every other control
 * character, and every character that is invisible or changes the writing direction, is spelt out. So the text can neither
 * move the cursor, nor rewrite what was shown, nor reorder itself.
 */
export function showable(text: string, spell: (name: string) => string = plainName): string {
  if (!hasHidden(text) && !text.includes('\n')) return text
  let shown = ''
  let at = 0
  while (at < text.length) {
    const code = text.codePointAt(at) ?? 0
    const length = code > 0xffff ? 2 : 1
    const sgr = code === ESCAPE ? sgrAt(text, at) : undefined
    if (sgr !== undefined) {
      shown += visibleSgr(sgr)
      at += sgr.length
      continue
    }
    shown += mustSpell(code) ? spell(nameOf(code)) : text.slice(at, at + length)
    at += length
  }
  return shown
}

/** The colours in force at the end of `text`, given those at its beginning. */
export function coloursAfter(before: string, text: string): string {
  let active = before
  // oxlint-disable-next-line no-control-regex -- as above
  for (const [sequence] of text.matchAll(/\x1b\[[\d;:]*m/g)) {
    active = sequence === '\x1b[m' || sequence === '\x1b[0m' ? '' : `${active}${sequence}`
  }
  // A program that never resets would otherwise grow this for ever.
  return active.length > 64 ? active.slice(active.lastIndexOf('\x1b')) : active
}

/** The colour sequence at a place. */
export function sgrAt(text: string, at: number): string | undefined {
  // oxlint-disable-next-line no-control-regex -- as above
  const sequence = /\x1b\[[\d;:]{0,64}m/y
  sequence.lastIndex = at
  return sequence.exec(text)?.[0]
}

/** A sequence without 8 (conceal), which would show nothing where there is text. */
export function visibleSgr(sequence: string): string {
  const codes = sequence.slice(2, -1).split(';')
  const kept: string[] = []
  for (let i = 0; i < codes.length; i += 1) {
    const code = codes[i] ?? ''
    // 38 and 48 take the codes after them as a colour, in which an 8 means something else.
    const taken = code === '38' || code === '48' ? (codes[i + 1] === '5' ? 3 : 5) : 1
    if (code !== '8' && code !== '08') kept.push(...codes.slice(i, i + taken))
    i += taken - 1
  }
  return kept.length === 0 ? '' : `\x1b[${kept.join(';')}m`
}

/** Whether a character is never drawn as it is. A line of a log holds no newline of its own. */
export function mustSpell(code: number): boolean {
  // Most are plain, and a log has many.
  if (code > 0x1f && code < 0x7f) return false
  return code === 0x0a || hasHidden(String.fromCodePoint(code))
}

/** What is drawn in its place. */
export function nameOf(code: number): string {
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`
}

function plainName(name: string): string {
  return name
}
