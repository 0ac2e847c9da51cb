import type { ReactNode } from 'react'
import { replaceHidden } from '#schemas/format'

/** Stretches that are made to stand out in one text; beyond them it is still spelt out, but a page must not drown in marks. */
const MOST_MARKS = 1000

/**
 * Text from outside with every hidden character spelt out, so that it cannot reorder or disguise what is shown. A text that
 * only looks like something spelt out has its bracket spelt out.
 */
export function spellOut(text: string): string {
  return replaceHidden(text.replaceAll('⟨U+', `${named(0x27e8)}U+`), named)
}

/** The same for what is one line, such as an argument of a command: its newlines and tabs are spelt out too. */
export function spellOutLine(text: string): string {
  return spellOut(text).replace(/[\t\n]/g, (char) => named(char.charCodeAt(0)))
}

function named(code: number): string {
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`
}

interface SpeltProps {
  readonly text: string
  /** It is one line, so a newline or a tab in it is spelt out too. */
  readonly line?: boolean
}

/** The same as an element; what was spelt out stands out. */
export function Spelt({ text, line = false }: SpeltProps): ReactNode {
  const shown = line ? spellOutLine(text) : spellOut(text)
  if (shown === text) return text
  const parts = shown.split(/((?:⟨U\+[0-9A-F]+⟩)+)/)
  if (parts.length > 2 * MOST_MARKS) return shown
  return parts.map((part, at) =>
    at % 2 === 1 ? (
      <span key={at} className="rounded-sm bg-warn-tint px-0.5 text-warn">
        {part}
      </span>
    ) : (
      part
    ),
  )
}

/** Text of a program without its colours, for copying and for plain text. */
export function withoutColours(text: string): string {
  // oxlint-disable-next-line no-control-regex -- SGR sequences begin with a control character
  return text.replace(/\x1b\[[\d;:]*m/g, '')
}
