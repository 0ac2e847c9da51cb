import type { KeyboardEvent } from 'react'

/** `Esc` in a box leaves the box and nothing else: it is one layer, the page below it another. */
export function leaveOnEscape(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'Escape') return
  event.preventDefault()
  event.currentTarget.blur()
}
