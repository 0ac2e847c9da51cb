import type { OutputStream } from '#schemas'

/** What stands beside a row of the log. */
export type GutterRow =
  | { readonly kind: 'gap'; readonly lines: number }
  | {
      /** `rest`: what did not fit the row before. */
      readonly kind: 'line' | 'rest'
      readonly number: number
      readonly stream: OutputStream
      readonly word: string
      readonly continued: boolean
      readonly time: string
      readonly chosen: boolean
      readonly current: boolean
      /** Its text is still on its way. */
      readonly waits: boolean
    }

const SIGNS: Record<OutputStream, string> = { stdout: '', stderr: '▌', note: '▸' }

/**
 * Line numbers, times and signs beside the terminal, and what lies behind its rows. Drawn by hand: it changes with every
 * step of a scroll, which is too often for React.
 */
export function createGutter(place: HTMLElement, layer: HTMLElement, onLine: (line: number, extend: boolean) => void) {
  const rows: {
    row: HTMLElement
    number: HTMLButtonElement
    time: HTMLElement
    sign: HTMLElement
    back: HTMLElement
  }[] = []

  function add(): (typeof rows)[number] {
    const row = element('div', 'flex items-center gap-2 pl-2 pr-1')
    const number = element('button', 'cursor-pointer text-right text-ink-3 hover:text-run')
    number.type = 'button'
    number.tabIndex = -1
    number.addEventListener('click', (event) => {
      const line = Number(number.dataset['line'])
      if (line > 0) onLine(line, event.shiftKey)
    })
    const time = element('span', 'text-ink-3')
    const sign = element('span', 'w-3 text-center')
    row.append(number, time, sign)
    place.append(row)
    const back = element('div', 'pointer-events-none absolute inset-x-0')
    layer.prepend(back)
    const made = { row, number, time, sign, back }
    rows.push(made)
    return made
  }

  return {
    show(wanted: readonly GutterRow[], height: number, digits: number): void {
      while (rows.length < wanted.length) add()
      for (const [at, { row, number, time, sign, back }] of rows.entries()) {
        const each = wanted[at]
        row.hidden = back.hidden = each === undefined
        if (each === undefined) continue
        number.style.minWidth = `${Math.max(3, digits)}ch`
        row.style.height = back.style.height = `${height}px`
        back.style.top = `${at * height}px`
        const line = each.kind === 'line' ? each : undefined
        // What Interlock says between the lines of the job counts in the log, but has no number to point at.
        const numbered = line !== undefined && line.stream !== 'note'
        number.textContent = each.kind === 'gap' ? '⋯' : numbered ? String(line.number) : ''
        number.dataset['line'] = numbered ? String(line.number) : ''
        number.title = each.kind === 'gap' ? `${each.lines.toLocaleString('en-US')} lines left out` : ''
        if (numbered) number.setAttribute('aria-label', `Line ${line.number}`)
        else number.removeAttribute('aria-label')
        number.disabled = !numbered
        // It keeps its width, but is nothing where a line goes on or has no number.
        number.style.visibility = each.kind === 'gap' || numbered ? '' : 'hidden'
        time.textContent = line?.time ?? ''
        time.hidden = each.kind === 'gap' || (line !== undefined && line.time === '')
        sign.textContent = line ? (line.continued ? '↳' : SIGNS[line.stream]) : ''
        sign.title = line ? [line.word, line.continued ? 'goes on here' : ''].filter(Boolean).join(', ') : ''
        sign.className = `w-3 text-center ${line?.stream === 'stderr' ? 'text-bad' : 'text-run'}`
        const chosen = each.kind !== 'gap' && (each.chosen || each.current)
        const ground = chosen ? 'bg-selected' : each.kind === 'gap' ? 'bg-sunken' : ''
        back.className = `pointer-events-none absolute inset-x-0 ${ground}`
        row.className = `flex items-center gap-2 pr-1 pl-2 ${ground}`
      }
    },
  }
}

function element<K extends keyof HTMLElementTagNameMap>(name: K, className: string): HTMLElementTagNameMap[K] {
  const made = document.createElement(name)
  made.className = className
  return made
}
