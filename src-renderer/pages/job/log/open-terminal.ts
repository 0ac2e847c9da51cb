import { Terminal } from '@xterm/xterm'
import { terminalTheme } from './terminal-theme.ts'

/** A terminal that only shows: it takes no input, makes no links, and leaves scrolling and keys to the page. */
export function openTerminal(place: HTMLElement): Terminal {
  const terminal = new Terminal({
    disableStdin: true,
    convertEol: false,
    scrollback: 0,
    fontFamily: getComputedStyle(place).fontFamily,
    fontSize: 13,
    lineHeight: 1.3,
    cursorInactiveStyle: 'none',
    minimumContrastRatio: 4.5,
    allowTransparency: true,
    theme: terminalTheme(),
    // Nothing in a log may be a link: its text was written by a job.
    linkHandler: { activate: () => {} },
    overviewRuler: { width: 0 },
  })
  terminal.open(place)
  terminal.textarea?.setAttribute('aria-label', 'Log; switch to plain text to read it with a screen reader')
  terminal.textarea?.setAttribute('readonly', '')
  terminal.textarea?.setAttribute('tabindex', '-1')
  // Scrolling and keys belong to the page around it.
  terminal.attachCustomWheelEventHandler(() => false)
  terminal.attachCustomKeyEventHandler(() => false)
  return terminal
}
