import { coloursAfter, mustSpell, nameOf, sgrAt, visibleSgr } from '../log-text.ts'

export interface DrawOptions {
  /** Columns of a row. */
  readonly width: number
  /** Whether what is too long goes on in the next row; otherwise it is cut. */
  readonly wrap: boolean
  /** Where the text without colours matches what is looked for. */
  readonly hits: readonly (readonly [number, number])[]
  /** What a terminal does to mark a match. */
  readonly mark: string
}

export interface DrawnLine {
  /** As a terminal takes them: colours, and nothing else it would act on. */
  readonly rows: readonly string[]
  /** Columns the whole line needs. */
  readonly columns: number
}

const RESET = '\x1b[0m'
const TAB = 8

/** One line of a log as rows of a terminal, matches marked, everything that could act or deceive spelt out. */
export function drawLine(text: string, { width, wrap, hits, mark }: DrawOptions): DrawnLine {
  const rows: string[] = []
  let row = ''
  let colours = ''
  let column = 0
  let columns = 0
  let plain = 0
  let hit = 0
  let marked = false

  function put(shown: string, cells: number): void {
    columns += cells
    if (column + cells > width) {
      if (!wrap) return
      rows.push(row)
      row = colours + (marked ? mark : '')
      column = 0
    }
    row += shown
    column += cells
  }

  for (let at = 0; at < text.length;) {
    const code = text.codePointAt(at) ?? 0
    const length = code > 0xffff ? 2 : 1
    const sgr = code === ESCAPE ? sgrAt(text, at) : undefined
    if (sgr !== undefined) {
      const shown = visibleSgr(sgr)
      colours = coloursAfter(colours, shown)
      row += shown + (marked ? mark : '')
      at += sgr.length
      continue
    }
    while ((hits[hit]?.[1] ?? Infinity) <= plain) hit += 1
    const within = plain >= (hits[hit]?.[0] ?? Infinity)
    if (within !== marked) {
      marked = within
      row += marked ? mark : RESET + colours
    }
    if (code === TAB_CODE) {
      const cells = TAB - (column % TAB)
      put(' '.repeat(cells), cells)
    } else if (mustSpell(code)) for (const letter of nameOf(code)) put(letter, 1)
    else put(text.slice(at, at + length), cellsOf(code))
    plain += length
    at += length
  }
  rows.push(row)
  return { rows, columns }
}

const ESCAPE = 0x1b
const TAB_CODE = 9

/** Columns a character takes; a terminal that knows better shows the same text a little narrower. */
function cellsOf(code: number): number {
  if (code < 0x300) return 1
  if (code < 0x1100) return code < 0x370 ? 0 : 1
  return WIDE.some(([first, last]) => code >= first && code <= last) ? 2 : 1
}

const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1faff],
  [0x20000, 0x3fffd],
]

/** Where a text holds another, whatever the case: what a plain search of the core finds. */
export function literalHits(text: string, find: string): [number, number][] {
  if (find === '') return []
  const [folded, needle] = [text.toLowerCase(), find.toLowerCase()]
  if (folded.length !== text.length) return []
  const hits: [number, number][] = []
  for (let at = folded.indexOf(needle); at !== -1 && hits.length < 200;) {
    hits.push([at, at + needle.length])
    at = folded.indexOf(needle, at + needle.length)
  }
  return hits
}
