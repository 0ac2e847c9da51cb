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
  const probe = document.createElement('span')
  document.body.append(probe)
  const theme = Object.fromEntries(
    Object.entries(tokens).map(([name, token]) => {
      probe.style.color = `var(--color-${token})`
      return [name, hexOf(getComputedStyle(probe).color)]
    }),
  )
  probe.remove()
  return theme
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
