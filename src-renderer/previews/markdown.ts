/** What a document is made of, as far as it is drawn. Everything else is a paragraph of plain text. */
export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly string[]; readonly start?: number }
  | { readonly kind: 'quote'; readonly text: string }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: 'rule' }
  | { readonly kind: 'paragraph'; readonly text: string }

/** Some blocks of a document that follow each other: as much as is drawn in one go. */
export interface Part {
  readonly blocks: readonly Block[]
  /** Where it begins and ends in the text; the next one begins there. */
  readonly from: number
  readonly to: number
  /** The head of the table that goes on in the next part. */
  readonly head?: readonly string[] | undefined
}

/** Elements, and characters outside of code, after which a part ends. */
const PART_ELEMENTS = 2000
const PART_CHARS = 65_536
/** A table with more columns is left as text: each row would draw them all. */
const MOST_COLUMNS = 64

// `s`, so that no line ending of another kind makes the rest of a line be tried again and again.
const FENCE = /^(```+|~~~+)/
const HEADING = /^(#{1,6})\s+(.*)$/s
const ITEM = /^\s*(?:[-*+]|(\d{1,9})[.)])\s+(.*)$/s
const RULE = /^\s*([-*_])(\s*\1){2,}\s*$/
const QUOTE = /^\s*>\s?(.*)$/s
const TABLE_LINE = /^\s*\|.*\|\s*$/
const TABLE_RULE = /^\s*\|(\s*:?-+:?\s*\|)+\s*$/

/**
 * A reading of Markdown that can do no harm: headings, lists, quotes, tables, fenced code, rules and paragraphs. No HTML, no
 * images, and links stay the text they are written as. It looks at each line once and stops when there is enough to draw.
 */
export function readPart(source: string, from = 0, head?: readonly string[]): Part {
  const blocks: Block[] = []
  let at = from
  let elements = 0
  let chars = 0
  let lastItems: string[] = []
  const ends = () => at >= source.length || elements >= PART_ELEMENTS || chars >= PART_CHARS
  const peek = () => lineAt(source, at)
  const take = () => {
    const line = peek()
    at = Math.min(source.length, at + line.length)
    chars += line.length
    elements += 1
    return line.text
  }
  /** Takes lines as long as `accept` makes something of them. */
  const takeWhile = <T>(accept: (line: string) => T | undefined): T[] => {
    const taken: T[] = []
    while (!ends()) {
      const made = accept(peek().text)
      if (made === undefined) break
      taken.push(made)
      take()
    }
    return taken
  }
  const takeRows = (columns: readonly string[]) => {
    const rows = takeWhile((line) => {
      if (!TABLE_LINE.test(line)) return undefined
      elements += columns.length
      return cellsOf(line)
    })
    return { kind: 'table', head: columns, rows } as const
  }
  const headAt = (): string[] | undefined => {
    const { text, length } = peek()
    if (!TABLE_LINE.test(text) || !TABLE_RULE.test(lineAt(source, at + length).text)) return undefined
    const cells = cellsOf(text)
    return cells.length > MOST_COLUMNS ? undefined : cells
  }

  let columns = head
  if (columns !== undefined) {
    const goesOn = takeRows(columns)
    if (goesOn.rows.length > 0) blocks.push(goesOn)
  }
  while (!ends()) {
    columns = undefined
    const line = peek().text
    const fence = FENCE.exec(line)?.[1]
    const heading = HEADING.exec(line)
    const item = ITEM.exec(line)
    if (fence !== undefined) {
      take()
      const end = endOfCode(source, at, fence)
      blocks.push({ kind: 'code', text: source.slice(at, end).replaceAll('\r\n', '\n') })
      at = end === source.length ? end : end + 1
      if (end < source.length) take()
    } else if (heading) {
      take()
      const depth = heading[1]?.length ?? 1
      blocks.push({ kind: 'heading', level: depth === 1 ? 1 : depth === 2 ? 2 : 3, text: heading[2] ?? '' })
    } else if (RULE.test(line)) {
      take()
      blocks.push({ kind: 'rule' })
    } else if ((columns = headAt()) !== undefined) {
      take()
      take()
      blocks.push(takeRows(columns))
    } else if (QUOTE.test(line)) {
      blocks.push({ kind: 'quote', text: takeWhile((each) => QUOTE.exec(each)?.[1]).join('\n') })
    } else if (item) {
      const ordered = item[1] !== undefined
      const items = takeWhile(itemOf(ordered))
      // Blank lines between items part no list.
      const before = blocks.at(-1)
      if (before?.kind === 'list' && before.ordered === ordered) lastItems.push(...items)
      else blocks.push(listOf(item[1], (lastItems = items)))
    } else if (line.trim() === '') {
      take()
    } else {
      // The first line is one in any case, whatever the next one makes of it.
      const text = [take(), ...takeWhile((each) => (isText(each) && headAt() === undefined ? each : undefined))]
      blocks.push({ kind: 'paragraph', text: text.join('\n') })
    }
  }
  return { blocks, from, to: at, head: columns }
}

function isText(line: string): boolean {
  return line.trim() !== '' && ![FENCE, HEADING, RULE, QUOTE, ITEM].some((other) => other.test(line))
}

/** What an item of such a list says. */
function itemOf(ordered: boolean) {
  return (line: string): string | undefined => {
    if (RULE.test(line)) return undefined
    const [whole, number, text] = ITEM.exec(line) ?? []
    return whole !== undefined && (number !== undefined) === ordered ? text : undefined
  }
}

function listOf(first: string | undefined, items: readonly string[]): Block {
  const start = Number(first ?? 1)
  return { kind: 'list', ordered: first !== undefined, items, ...(start !== 1 && { start }) }
}

/** The line that begins at `at`, and how far it is to the next. */
function lineAt(source: string, at: number): { text: string; length: number } {
  const found = source.indexOf('\n', at)
  const end = found === -1 ? source.length : found
  const text = source.slice(at, source[end - 1] === '\r' && end > at ? end - 1 : end)
  return { text, length: end + 1 - at }
}

/** Where the line ends that is the last before the closing fence; the end of the text where there is none. */
function endOfCode(source: string, at: number, fence: string): number {
  if (source.startsWith(fence, at)) return at - 1
  const found = source.indexOf(`\n${fence}`, at)
  return found === -1 ? source.length : found
}

function cellsOf(line: string): string[] {
  return line
    .trim()
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim())
}
