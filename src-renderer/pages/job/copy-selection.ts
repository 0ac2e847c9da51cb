import type { LogTerminal } from './log-terminal.ts'

/** Copies what is selected in a log without the signs and times before each line. Returns what stops it. */
export function copySelection(place: HTMLElement, log: LogTerminal): () => void {
  const onCopy = (event: ClipboardEvent) => {
    const text = selectedText(log)
    if (text === '' || !event.clipboardData) return
    event.clipboardData.setData('text/plain', text)
    event.preventDefault()
    event.stopPropagation()
  }
  // The terminal has a listener of its own below this place, which would copy the signs too.
  place.addEventListener('copy', onCopy, { capture: true })
  return () => place.removeEventListener('copy', onCopy, { capture: true })
}

function selectedText({ terminal, gutterWidth }: LogTerminal): string {
  const range = terminal.getSelectionPosition()
  if (!range) return ''
  let text = ''
  for (let row = range.start.y; row <= range.end.y; row += 1) {
    const line = terminal.buffer.active.getLine(row)
    if (!line) continue
    const from = row === range.start.y ? range.start.x : 0
    const first = line.isWrapped ? from : Math.max(from, gutterWidth())
    const last = row === range.end.y ? range.end.x : undefined
    const part = line.translateToString(last === undefined, first, last)
    text += `${row > range.start.y && !line.isWrapped ? '\n' : ''}${part}`
  }
  return text
}
