import { FitAddon } from '@xterm/addon-fit'
import { type ISearchOptions, SearchAddon } from '@xterm/addon-search'
import { Terminal } from '@xterm/xterm'
import type { OutputStream } from '#schemas'
import { clockMillis } from '../../components/index.ts'
import type { Arrived, LogLine } from './log-buffer.ts'
import { terminalTheme } from './terminal-theme.ts'

/** Lines a terminal keeps; older ones go, and the page says so. */
export const KEPT_LINES = 20_000

/** The terminal takes one write at a time, and lets the page breathe only between two of them. */
const LINES_A_WRITE = 500

export interface Found {
  /** Which of them is the current one, from 1; 0 when none is. */
  readonly current: number
  readonly count: number
}

const signs: Record<OutputStream, string> = {
  stdout: '  ',
  stderr: '\x1b[31m▌\x1b[39m ',
  note: '\x1b[34m▸\x1b[39m ',
}

const RESET = '\x1b[0m'

export interface LogTerminalOptions {
  readonly onFollow: (following: boolean) => void
  readonly onFound: (found: Found) => void
}

/** A read-only terminal for a log: each line with a sign for its stream, and its time where that is wanted. */
export function createLogTerminal(place: HTMLElement, { onFollow, onFound }: LogTerminalOptions) {
  const terminal = new Terminal({
    disableStdin: true,
    convertEol: true,
    scrollback: KEPT_LINES,
    fontFamily: getComputedStyle(place).fontFamily,
    fontSize: 13,
    lineHeight: 1.3,
    cursorInactiveStyle: 'none',
    minimumContrastRatio: 4.5,
    theme: terminalTheme(),
    allowProposedApi: true,
    // Nothing in a log may be a link: its text was written by a job.
    linkHandler: { activate: () => {} },
    overviewRuler: { width: 0 },
  })
  const fit = new FitAddon()
  const search = new SearchAddon({ highlightLimit: 2000 })
  terminal.loadAddon(fit)
  terminal.loadAddon(search)
  terminal.open(place)
  terminal.textarea?.setAttribute('aria-label', 'Log; switch to plain text to read it with a screen reader')
  terminal.textarea?.setAttribute('readonly', '')
  fit.fit()

  let withTime = false
  let begun = false
  let following = true

  const isAtEnd = () => terminal.buffer.active.viewportY >= terminal.buffer.active.baseY
  terminal.onScroll(() => tellFollow())
  place.addEventListener('wheel', () => requestAnimationFrame(tellFollow), { passive: true })
  search.onDidChangeResults(({ resultIndex, resultCount }) => onFound({ current: resultIndex + 1, count: resultCount }))

  // Keys of the page work while the terminal has focus; it keeps only those that scroll and copy.
  terminal.attachCustomKeyEventHandler((event) => {
    if (event.key.startsWith('Page') || event.key === 'Home' || event.key === 'End') {
      if (event.type === 'keydown') scrollByKey(event.key)
      return false
    }
    return false
  })

  function scrollByKey(key: string): void {
    if (key === 'PageUp') terminal.scrollPages(-1)
    else if (key === 'PageDown') terminal.scrollPages(1)
    else if (key === 'Home') terminal.scrollToTop()
    else terminal.scrollToBottom()
    tellFollow()
  }

  function tellFollow(): void {
    if (isAtEnd() === following) return
    following = !following
    onFollow(following)
  }

  function gutter({ at, stream, continued }: LogLine): string {
    const time = withTime ? `\x1b[2m${clockMillis(Date.parse(at))}\x1b[22m ` : ''
    return `${time}${signs[stream]}${continued ? '\x1b[2m↳\x1b[22m ' : ''}`
  }

  function textOf(lines: readonly LogLine[]): string {
    let text = ''
    for (const line of lines) {
      text += `${begun ? `${RESET}\n` : ''}${gutter(line)}${line.text}`
      begun = true
    }
    return text
  }

  function writeLines(lines: readonly LogLine[]): void {
    for (let from = 0; from < lines.length; from += LINES_A_WRITE) {
      terminal.write(textOf(lines.slice(from, from + LINES_A_WRITE)))
    }
  }

  return {
    terminal,
    write({ rest, lines }: Arrived): void {
      terminal.write(rest)
      writeLines(lines)
    },
    /** Everything anew: for another run, and when the time column comes or goes. */
    rewrite(lines: readonly LogLine[]): void {
      terminal.reset()
      begun = false
      writeLines(lines)
      following = true
      onFollow(true)
    },
    setTime(shown: boolean): void {
      withTime = shown
    },
    /** How many columns stand before the text of a line. */
    gutterWidth: () => (withTime ? 13 : 0) + 2,
    fit: () => fit.fit(),
    find(text: string, direction: 'next' | 'previous', options: { readonly incremental?: boolean } = {}): void {
      if (text === '') {
        search.clearDecorations()
        terminal.clearSelection()
        onFound({ current: 0, count: 0 })
        return
      }
      const searching: ISearchOptions = { ...options, caseSensitive: false, decorations: decorations() }
      if (direction === 'next') search.findNext(text, searching)
      else search.findPrevious(text, searching)
      tellFollow()
    },
    jumpToLive(): void {
      terminal.scrollToBottom()
      tellFollow()
    },
    retheme(): void {
      terminal.options.theme = terminalTheme()
    },
    dispose: () => terminal.dispose(),
  }

  function decorations(): NonNullable<ISearchOptions['decorations']> {
    const { yellow = '#835900', selectionBackground = '#e3eafb', blue = '#2350c8' } = terminalTheme()
    return {
      matchBackground: selectionBackground,
      matchBorder: yellow,
      matchOverviewRuler: yellow,
      activeMatchBackground: selectionBackground,
      activeMatchBorder: blue,
      activeMatchColorOverviewRuler: blue,
    }
  }
}

export type LogTerminal = ReturnType<typeof createLogTerminal>
