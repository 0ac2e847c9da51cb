import type { ReactNode } from 'react'

/** Control characters, and characters that are invisible or change the writing direction. */
const HIDDEN =
  // oxlint-disable-next-line no-control-regex -- that is what it looks for
  /[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Surrogate}/gu

/** Text from outside with every hidden character spelt out, so that it cannot reorder or disguise what is shown. */
export function spellOut(text: string): string {
  return text.replace(HIDDEN, (char) => `⟨U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`)
}

/** The same as an element; what was spelt out stands out. */
export function Spelt({ text }: { text: string }): ReactNode {
  const shown = spellOut(text)
  if (shown === text) return text
  return shown.split(/(⟨U\+[0-9A-F]+⟩)/).map((part, at) =>
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
