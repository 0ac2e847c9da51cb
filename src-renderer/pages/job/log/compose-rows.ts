import type { LogLine, OutputStream } from '#schemas'
import { clockMillis } from '../../../components/index.ts'
import { drawLine } from './draw-line.ts'
import type { GutterRow } from './gutter.ts'
import type { LogRows } from './log-rows.ts'

/** What a log shows. */
export interface LogView {
  readonly rows: LogRows
  readonly lineOf: (number: number) => LogLine | undefined
  readonly wrap: boolean
  readonly time: boolean
  /** Where a line matches what is looked for. */
  readonly hitsOf: (line: LogLine) => readonly (readonly [number, number])[]
  /** The match one is at. */
  readonly current: number | undefined
  /** Lines the address names. */
  readonly chosen: { readonly first: number; readonly last: number } | undefined
}

/** The screen a log is drawn on. */
export interface Screen {
  readonly rows: number
  readonly columns: number
  /** Row of the log at its top; at or beyond `lastTop` it shows the end. */
  readonly top: number
  readonly lastTop: number
  /** How a match is marked, and the one that one is at. */
  readonly mark: { readonly match: string; readonly current: string }
}

const WORDS: Record<OutputStream, string> = { stdout: '', stderr: 'stderr', note: 'Interlock' }

/** The screen's rows from the top line down, or from the last line up while it shows the end. */
export function composeRows(view: LogView, screen: Screen): { text: string[]; rows: GutterRow[]; columns: number } {
  const drawn: { text: string; row: GutterRow }[] = []
  let columns = 0
  const add = (at: number, upward: boolean) => {
    const place = view.rows.at(at)
    const pieces: typeof drawn = []
    if ('gap' in place) pieces.push({ text: '', row: { kind: 'gap', lines: place.gap } })
    else {
      const line = view.lineOf(place.line)
      const painted =
        line &&
        drawLine(line.text, {
          width: screen.columns,
          wrap: view.wrap,
          hits: view.hitsOf(line),
          mark: place.line === view.current ? screen.mark.current : screen.mark.match,
        })
      columns = Math.max(columns, painted?.columns ?? 0)
      for (const [index, text] of (painted?.rows ?? ['']).entries())
        pieces.push({ text, row: rowOf(view, place.line, line, index) })
    }
    if (upward) drawn.unshift(...pieces)
    else drawn.push(...pieces)
  }
  if (screen.top >= screen.lastTop) {
    for (let at = view.rows.count - 1; at >= 0 && drawn.length < screen.rows; at -= 1) add(at, true)
    if (drawn.length > screen.rows) drawn.splice(0, drawn.length - screen.rows)
  } else for (let at = screen.top; at < view.rows.count && drawn.length < screen.rows; at += 1) add(at, false)
  const visible = drawn.slice(0, screen.rows)
  return { text: visible.map(({ text }) => text), rows: visible.map(({ row }) => row), columns }
}

function rowOf(view: LogView, number: number, line: LogLine | undefined, index: number): GutterRow {
  const { chosen } = view
  return {
    kind: index === 0 ? 'line' : 'rest',
    number,
    stream: line?.stream ?? 'stdout',
    word: line ? WORDS[line.stream] : '',
    continued: line?.continued ?? false,
    time: view.time && line ? clockMillis(Date.parse(line.at)) : '',
    chosen: chosen !== undefined && number >= chosen.first && number <= chosen.last,
    current: number === view.current,
    waits: line === undefined,
  }
}
