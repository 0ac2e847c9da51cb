import type { ITheme } from '@xterm/xterm'

const tokens = {
  background: 'surface',
  foreground: 'ink',
  cursor: 'surface',
  selectionBackground: 'selected',
  scrollbarSliderBackground: 'line',
  scrollbarSliderHoverBackground: 'control',
  scrollbarSliderActiveBackground: 'control',
  black: 'ink-3',
  red: 'bad',
  green: 'good',
  yellow: 'warn',
  blue: 'run',
  magenta: 'ask',
  cyan: 'run',
  white: 'ink-2',
  brightBlack: 'ink-3',
  brightRed: 'bad',
  brightGreen: 'good',
  brightYellow: 'warn',
  brightBlue: 'run',
  brightMagenta: 'ask',
  brightCyan: 'run',
  brightWhite: 'ink',
} as const satisfies Partial<Record<keyof ITheme, string>>

/** The colours of the page as a terminal takes them: a terminal knows no CSS variables. */
export function terminalTheme(): ITheme {
  const colours = coloursOf(Object.values(tokens))
  const theme = Object.fromEntries(Object.keys(tokens).map((name, at) => [name, colours[at]]))
  // What lies behind a row shows which lines are chosen; contrast is still measured against this colour.
  return { ...theme, background: `${theme['background']}00` }
}

/** What marks a match, and the one one is at: the tokens' own colours, as a terminal takes them. */
export function markColours(): { readonly match: string; readonly current: string } {
  const [tint, warn, onTone, ink] = coloursOf(['warn-tint', 'warn', 'on-tone', 'ink'])
  return { match: sgrOf(ink, tint), current: sgrOf(onTone, warn) }
}

function sgrOf(front: string | undefined, back: string | undefined): string {
  return `\x1b[38;2;${partsOf(front)};48;2;${partsOf(back)}m`
}

function partsOf(hex = '#000000'): string {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join(';')
}

function coloursOf(names: readonly string[]): string[] {
  const probe = document.createElement('span')
  document.body.append(probe)
  const colours = names.map((name) => {
    probe.style.color = `var(--color-${name})`
    return hexOf(getComputedStyle(probe).color)
  })
  probe.remove()
  return colours
}

/** Calls `change` when the page turns light or dark. */
export function onThemeChange(change: () => void): () => void {
  const scheme = matchMedia('(prefers-color-scheme: dark)')
  const observer = new MutationObserver(change)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
  scheme.addEventListener('change', change)
  return () => {
    observer.disconnect()
    scheme.removeEventListener('change', change)
  }
}

function hexOf(color: string): string {
  const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map(Number)
  return `#${[red, green, blue].map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`
}
