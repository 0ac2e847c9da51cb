/** Longest text of colours that is carried from line to line; a program that never resets would grow it for ever. */
const MAX_CARRIED = 64

// oxlint-disable-next-line no-control-regex -- sequences of colour begin with a control character
const COLOUR = /\x1b\[[\d;:]{0,64}m/g
// oxlint-disable-next-line no-control-regex -- as above
const UNFINISHED = /\x1b(\[[\d;:]{0,64})?$/

/** The colours in force at the end of `text`, given those at its beginning. */
export function coloursAfter(before: string, text: string): string {
  let active = before
  for (const [sequence] of text.matchAll(COLOUR))
    active = sequence === '\x1b[m' || sequence === '\x1b[0m' ? '' : `${active}${sequence}`
  return active.length > MAX_CARRIED ? active.slice(active.lastIndexOf('\x1b')) : active
}

/** The end of `text` that may be the beginning of a sequence. */
export function unfinishedColour(text: string): string {
  return UNFINISHED.exec(text)?.[0] ?? ''
}

/** What a person reads: the text without its colours. */
export function withoutColours(text: string): string {
  return text.includes('\x1b') ? text.replace(COLOUR, '') : text
}
