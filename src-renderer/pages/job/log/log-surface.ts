import { withoutColours } from '../../../components/index.ts'
import { composeRows, type LogView } from './compose-rows.ts'
import { drawLine } from './draw-line.ts'
import { drawByGraphics } from './graphics.ts'
import { createGutter, type GutterRow } from './gutter.ts'
import { openTerminal } from './open-terminal.ts'
import { markColours, onThemeChange, terminalTheme } from './terminal-theme.ts'

/** A browser draws no box much higher than this; beyond it a step of the scroll bar is more than a row. */
const HIGHEST_PX = 8_000_000
/** Columns of a line that is not wrapped; what is longer is cut. */
const MOST_COLUMNS = 1000
/** A line that is not wrapped widens the view in steps. */
const COLUMN_STEP = 40

export interface LogSurfaceOptions {
  /** The first and the last line in view; `atEnd` while it shows the end. */
  readonly onView: (view: { first: number; last: number; atEnd: boolean }) => void
  /** A line number was clicked; `extend` with Shift. */
  readonly onLine: (line: number, extend: boolean) => void
}

export interface LogPlaces {
  readonly scroller: HTMLElement
  readonly spacer: HTMLElement
  readonly layer: HTMLElement
  readonly gutter: HTMLElement
  readonly terminal: HTMLElement
}

const RESET = '\x1b[0m'
const NO_AUTO_WRAP = '\x1b[?7l'
const HOME_AND_CLEAR = '\x1b[H\x1b[2J'

/**
 * A terminal as the window onto a log of any length: it holds the rows in view and nothing else, and is drawn anew, once a
 * frame at most, when one scrolls or lines come. It never takes input, and what it is given was made unable to act.
 */
export function createLogSurface(places: LogPlaces, { onView, onLine }: LogSurfaceOptions) {
  const { scroller, spacer, layer } = places
  const terminal = openTerminal(places.terminal)
  const gutter = createGutter(places.gutter, layer, onLine)

  let view: LogView | undefined
  let top = 0
  let following = true
  let cellHeight = 17
  let cellWidth = 8
  let screenRows = 1
  /** How many rows of the log fill the screen at its end; fewer than the screen has where lines are wrapped. */
  let atEnd = 1
  let widest = 0
  let shown: GutterRow[] = []
  let frame = 0
  let mark = markColours()
  let placed = 0

  const maxTop = () => Math.max(0, (view?.rows.count ?? 0) - atEnd)
  const pxPerRow = () => Math.min(cellHeight, HIGHEST_PX / Math.max(1, maxTop()))

  function measure(): void {
    const screen = places.terminal.querySelector('.xterm-screen')
    const [height, width] = [screen?.clientHeight ?? 0, screen?.clientWidth ?? 0]
    if (height > 0) cellHeight = height / terminal.rows
    if (width > 0) cellWidth = width / terminal.cols
  }

  /** As many rows as fit, and as many columns as are in view or, without wrapping, as the lines need. */
  function resize(): void {
    measure()
    screenRows = Math.max(1, Math.floor(scroller.clientHeight / cellHeight))
    const room = scroller.clientWidth - places.gutter.offsetWidth - 12
    const inView = Math.max(20, Math.floor(room / cellWidth))
    const cols = view?.wrap === false ? Math.max(inView, Math.min(MOST_COLUMNS, widest)) : inView
    if (cols !== terminal.cols || screenRows !== terminal.rows) terminal.resize(cols, screenRows)
    atEnd = view ? rowsAtEnd(view) : screenRows
    places.terminal.style.width = `${cols * cellWidth}px`
    layer.style.height = `${scroller.clientHeight}px`
    const height = scroller.clientHeight + maxTop() * pxPerRow()
    spacer.style.height = `${height}px`
    top = following ? maxTop() : Math.min(top, maxTop())
    place()
  }

  function rowsAtEnd({ rows, lineOf, wrap }: LogView): number {
    if (!wrap) return screenRows
    let [used, taken] = [0, 0]
    for (let at = rows.count - 1; at >= 0; at -= 1) {
      const row = rows.at(at)
      const line = 'line' in row ? lineOf(row.line) : undefined
      used += line ? drawLine(line.text, { width: terminal.cols, wrap, hits: [], mark: '' }).rows.length : 1
      if (used > screenRows) break
      taken += 1
    }
    // None where the last line alone is more than a screen: its beginning is a step up from its end.
    return used > screenRows ? taken : screenRows
  }

  function place(): void {
    scroller.scrollTop = top * pxPerRow()
    placed = scroller.scrollTop
  }

  function paint(): void {
    frame = 0
    if (!view || view.rows.count === 0) return
    const { text, rows, columns } = composeRows(view, {
      rows: screenRows,
      columns: terminal.cols,
      top,
      lastTop: maxTop(),
      mark,
    })
    if (!view.wrap && columns > terminal.cols && terminal.cols < MOST_COLUMNS) {
      widest = Math.ceil(columns / COLUMN_STEP) * COLUMN_STEP
      resize()
      draw()
      return
    }
    shown = rows
    terminal.write(
      NO_AUTO_WRAP + HOME_AND_CLEAR + text.map((each, at) => `\x1b[${at + 1};1H${RESET}${each}`).join('') + RESET,
    )
    gutter.show(rows, cellHeight, String(view.rows.count).length)
    const lines = rows.flatMap((row) => (row.kind === 'gap' ? [] : [row.number]))
    onView({ first: lines[0] ?? 1, last: lines.at(-1) ?? 1, atEnd: following })
  }

  function draw(): void {
    if (frame === 0) frame = requestAnimationFrame(paint)
  }

  function scrollTo(row: number): void {
    top = Math.max(0, Math.min(maxTop(), Math.round(row)))
    following = top >= maxTop()
    place()
    terminal.clearSelection()
    draw()
  }

  function onScroll(): void {
    // What was set from here comes back as a scroll too.
    if (scroller.scrollTop === placed) return
    placed = scroller.scrollTop
    top = Math.min(Math.round(scroller.scrollTop / pxPerRow()), maxTop())
    following = top >= maxTop()
    terminal.clearSelection()
    draw()
  }

  /** Where a step of the scroll bar is more than a row, the wheel still moves by rows. */
  function onWheel(event: WheelEvent): void {
    if (pxPerRow() === cellHeight || event.deltaY === 0) return
    event.preventDefault()
    scrollTo(top + Math.sign(event.deltaY) * Math.max(1, Math.round(Math.abs(event.deltaY) / cellHeight)))
  }

  function onKey(event: KeyboardEvent): void {
    const page = Math.max(1, shown.filter(({ kind }) => kind !== 'rest').length - 1)
    const step = { ArrowUp: -1, ArrowDown: 1, PageUp: -page, PageDown: page }[event.key]
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (step !== undefined) scrollTo(top + step)
    else if (event.key === 'Home') scrollTo(0)
    else if (event.key === 'End') scrollTo(maxTop())
    else return
    event.preventDefault()
  }

  /** The selected text as it was written: no row breaks within a line. */
  function onCopy(event: ClipboardEvent): void {
    const range = terminal.getSelectionPosition()
    if (!range || !event.clipboardData) return
    let text = ''
    for (let y = range.start.y; y <= range.end.y; y += 1) {
      const from = y === range.start.y ? range.start.x : 0
      const to = y === range.end.y ? range.end.x : undefined
      const part = terminal.buffer.active.getLine(y)?.translateToString(to === undefined, from, to) ?? ''
      const row = shown[y]
      text += `${y > range.start.y && row?.kind !== 'rest' ? '\n' : ''}${part}`
    }
    event.clipboardData.setData('text/plain', withoutColours(text))
    event.preventDefault()
    event.stopPropagation()
  }

  const stop = new AbortController()
  const { signal } = stop
  scroller.addEventListener('scroll', onScroll, { passive: true, signal })
  scroller.addEventListener('wheel', onWheel, { passive: false, signal })
  scroller.addEventListener('keydown', onKey, { signal })
  // The terminal has a listener of its own below this place.
  scroller.addEventListener('copy', onCopy, { capture: true, signal })
  const selecting = terminal.onSelectionChange(() => {
    if (!terminal.hasSelection() || !following || maxTop() === 0) return
    // Lines that come would move what is being selected.
    following = false
    draw()
  })
  const stopTheme = onThemeChange(() => {
    terminal.options.theme = terminalTheme()
    mark = markColours()
    draw()
  })
  const observer = new ResizeObserver(() => {
    resize()
    draw()
  })
  observer.observe(scroller)
  observer.observe(places.gutter)
  const endGraphics = drawByGraphics(terminal, places.terminal, () => {
    resize()
    draw()
  })

  return {
    show(next: LogView): void {
      if (view?.wrap !== next.wrap) widest = 0
      view = next
      resize()
      draw()
    },
    /** Brings a line into view, near the top. */
    reveal(line: number, where: 'top' | 'middle' = 'middle'): void {
      if (!view) return
      const row = view.rows.rowOf(line)
      scrollTo(row - (where === 'top' ? 0 : Math.floor(screenRows / 3)))
    },
    jumpToEnd: () => scrollTo(maxTop()),
    dispose(): void {
      cancelAnimationFrame(frame)
      stop.abort()
      selecting.dispose()
      stopTheme()
      observer.disconnect()
      endGraphics()
      terminal.dispose()
    },
  }
}

export type LogSurface = ReturnType<typeof createLogSurface>
