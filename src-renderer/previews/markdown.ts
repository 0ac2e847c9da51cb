/** What a document is made of, as far as it is drawn. Everything else is a paragraph of plain text. */
export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'rule' }
  | { readonly kind: 'paragraph'; readonly text: string }

/**
 * A reading of Markdown that can do no harm: headings, lists, fenced code, rules and paragraphs. No HTML, no images, and
 * links stay the text they are written as.
 */
export function readMarkdown(source: string): Block[] {
  const blocks: Block[] = []
  const lines = source.split(/\r?\n/)
  let paragraph: string[] = []
  const flush = () => {
    if (paragraph.length > 0) blocks.push({ kind: 'paragraph', text: paragraph.join('\n') })
    paragraph = []
  }
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    const fence = /^(```+|~~~+)/.exec(line)?.[1]
    const heading = /^(#{1,6})\s+(.*)$/.exec(line)
    const item = /^\s*(?:[-*+]|\d+[.)])\s+(.*)$/.exec(line)?.[1]
    if (fence !== undefined) {
      flush()
      const end = lines.findIndex((other, index) => index > at && other.startsWith(fence))
      const last = end === -1 ? lines.length : end
      blocks.push({ kind: 'code', text: lines.slice(at + 1, last).join('\n') })
      at = last
    } else if (heading) {
      flush()
      const depth = heading[1]?.length ?? 1
      blocks.push({ kind: 'heading', level: depth === 1 ? 1 : depth === 2 ? 2 : 3, text: heading[2] ?? '' })
    } else if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(line)) {
      flush()
      blocks.push({ kind: 'rule' })
    } else if (item !== undefined) {
      flush()
      const before = blocks.at(-1)
      if (before?.kind === 'list') blocks[blocks.length - 1] = { kind: 'list', items: [...before.items, item] }
      else blocks.push({ kind: 'list', items: [item] })
    } else if (line.trim() === '') flush()
    else paragraph.push(line)
  }
  flush()
  return blocks
}
