/** A piece of a line: plain, or marked as its author marked it. */
export interface Span {
  readonly text: string
  readonly mark: 'plain' | 'code' | 'strong' | 'emphasis'
}

/** What a document is made of, as far as it is drawn. Everything else is a paragraph of plain text. */
export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly string[] }
  | { readonly kind: 'quote'; readonly text: string }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: 'rule' }
  | { readonly kind: 'paragraph'; readonly text: string }

const FENCE = /^(```+|~~~+)/
const HEADING = /^(#{1,6})\s+(.*)$/
const ITEM = /^\s*(?:([-*+])|\d{1,9}[.)])\s+(.*)$/
const RULE = /^\s*([-*_])(\s*\1){2,}\s*$/
const QUOTE = /^\s*>\s?(.*)$/
const TABLE_LINE = /^\s*\|.*\|\s*$/
const TABLE_RULE = /^\s*\|(\s*:?-+:?\s*\|)+\s*$/

/**
 * A reading of Markdown that can do no harm: headings, lists, quotes, tables, fenced code, rules and paragraphs. No HTML, no
 * images, and links stay the text they are written as.
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
    const fence = FENCE.exec(line)?.[1]
    const heading = HEADING.exec(line)
    const item = ITEM.exec(line)
    const quote = QUOTE.exec(line)?.[1]
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
    } else if (RULE.test(line)) {
      flush()
      blocks.push({ kind: 'rule' })
    } else if (TABLE_LINE.test(line) && TABLE_RULE.test(lines[at + 1] ?? '')) {
      flush()
      const first = at + 2
      const end = lines.findIndex((other, index) => index >= first && !TABLE_LINE.test(other))
      const last = end === -1 ? lines.length : end
      blocks.push({ kind: 'table', head: cellsOf(line), rows: lines.slice(first, last).map(cellsOf) })
      at = last - 1
    } else if (quote !== undefined) {
      flush()
      const before = blocks.at(-1)
      const goesOn = before?.kind === 'quote' && QUOTE.test(lines[at - 1] ?? '')
      if (goesOn) blocks[blocks.length - 1] = { kind: 'quote', text: `${before.text}\n${quote}` }
      else blocks.push({ kind: 'quote', text: quote })
    } else if (item) {
      flush()
      const ordered = item[1] === undefined
      const before = blocks.at(-1)
      if (before?.kind === 'list' && before.ordered === ordered)
        blocks[blocks.length - 1] = { ...before, items: [...before.items, item[2] ?? ''] }
      else blocks.push({ kind: 'list', ordered, items: [item[2] ?? ''] })
    } else if (line.trim() === '') flush()
    else paragraph.push(line)
  }
  flush()
  return blocks
}

function cellsOf(line: string): string[] {
  return line
    .trim()
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim())
}

/** Code, bold and italic within a line; a mark that is not closed is text. */
export function readSpans(text: string): Span[] {
  const spans: Span[] = []
  let from = 0
  for (const found of text.matchAll(/`([^`\n]+)`|\*\*([^*\n]+)\*\*|(?<![\w*])\*([^*\s][^*\n]*)\*(?![\w*])/g)) {
    if (found.index > from) spans.push({ text: text.slice(from, found.index), mark: 'plain' })
    const [whole, code, strong, emphasis] = found
    if (code !== undefined) spans.push({ text: code, mark: 'code' })
    else if (strong !== undefined) spans.push({ text: strong, mark: 'strong' })
    else spans.push({ text: emphasis ?? whole, mark: 'emphasis' })
    from = found.index + whole.length
  }
  if (from < text.length) spans.push({ text: text.slice(from), mark: 'plain' })
  return spans
}
