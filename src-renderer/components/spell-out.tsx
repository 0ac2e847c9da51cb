import type { ReactNode } from 'react'
import { replaceHidden } from '#schemas/format'

/** Stretches that are made to stand out in one text; beyond them it is still spelt out, but a page must not drown in marks. */
const MOST_MARKS = 1000

/** Text from outside with every hidden character spelt out, so that it cannot reorder or disguise what is shown. */
export function spellOut(text: string): string {
  return replaceHidden(text, (code) => `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`)
}

/** The same as an element; what was spelt out stands out. */
export function Spelt({ text }: { text: string }): ReactNode {
  const shown = spellOut(text)
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
