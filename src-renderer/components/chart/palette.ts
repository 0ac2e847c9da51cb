import type { Tone } from '#schemas/texts'

/** The colours of the page as a canvas takes them: it knows no CSS variables. */
export interface Palette {
  readonly tones: Record<Tone, string>
  readonly text: string
  readonly grid: string
  readonly surface: string
  readonly font: string
}

const TONES = ['neutral', 'run', 'good', 'warn', 'bad', 'ask'] as const

/** Reads them where `element` is, so that forced colours and a theme of its own count. */
export function paletteAt(element: HTMLElement): Palette {
  const probe = document.createElement('span')
  element.append(probe)
  const colour = (token: string) => {
    probe.style.color = `var(--color-${token})`
    return getComputedStyle(probe).color
  }
  const [neutral, run, good, warn, bad, ask] = TONES.map((tone) => colour(tone))
  const palette: Palette = {
    tones: {
      neutral: neutral ?? '',
      run: run ?? '',
      good: good ?? '',
      warn: warn ?? '',
      bad: bad ?? '',
      ask: ask ?? '',
    },
    text: colour('ink-3'),
    grid: colour('line'),
    surface: colour('surface'),
    font: `11px ${getComputedStyle(probe).fontFamily}`,
  }
  probe.remove()
  return palette
}

/** Calls `change` when the page looks otherwise: theme, contrast, or how much a pixel is. */
export function onLookChange(change: () => void): () => void {
  const stop = new AbortController()
  for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)', '(prefers-contrast: more)'])
    matchMedia(query).addEventListener('change', change, { signal: stop.signal })
  const observer = new MutationObserver(change)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
  stop.signal.addEventListener('abort', () => observer.disconnect())
  return () => stop.abort()
}
