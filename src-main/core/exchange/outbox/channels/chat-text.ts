import { shortId } from '#schemas/format'
import type { Message } from './channel.ts'

/** Room for `[12/34] ` before each part. */
const PREFIX = 12

/** A delivery as people read it in a chat. Its id stands at the end: one that comes twice is seen to be the same. */
export function chatText({ id, title, text, facts, output }: Message): string {
  const known = Object.entries(facts).flatMap(([name, value]) =>
    value === null ? [] : [`${name.replaceAll('_', ' ')}: ${String(value)}`],
  )
  return [title, text, known.join('\n'), output ?? '', `Interlock ${shortId(id)}`]
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('\n\n')
}

/**
 * A text in parts of `limit` UTF-16 units at most, as chats count, each numbered where there are several. Cut at line ends where
 * there is one in the second half of a part, and never inside a character.
 */
export function inParts(text: string, limit: number): string[] {
  if (text.length <= limit) return [text]
  const parts: string[] = []
  let rest = text
  while (rest.length > 0) {
    const end = cutAt(rest, limit - PREFIX)
    parts.push(rest.slice(0, end))
    rest = rest.slice(end).replace(/^\n/, '')
  }
  return parts.map((part, at) => `[${at + 1}/${parts.length}] ${part}`)
}

function cutAt(text: string, limit: number): number {
  if (text.length <= limit) return text.length
  const line = text.lastIndexOf('\n', limit)
  if (line >= limit / 2) return line
  const unit = text.charCodeAt(limit - 1)
  return unit >= 0xd800 && unit <= 0xdbff ? limit - 1 : limit
}
