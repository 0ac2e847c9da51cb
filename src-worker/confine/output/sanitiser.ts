/**
 * What a terminal or a reader's eye could be led astray by: control characters of both ranges, marks that turn the direction of
 * text, and the invisible tag characters. Line ends and tabs are none.
 */
const CONTROL = String.raw`[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|\udb40[\udc00-\udc7f]`
const ANY_CONTROL = new RegExp(CONTROL)
/** Colours and weights, which only change how text looks; line ends as Windows writes them; and the rest. */
const PARTS = new RegExp(String.raw`(\x1b\[[0-9;:]{0,64}m)|\r\n?|(${CONTROL})`, 'g')
/** What could go on as one of the first two. */
const OPEN_TAIL = new RegExp(String.raw`(?:\r|\x1b(?:\[[0-9;:]{0,64})?|\udb40)$`)

/** Reduces control sequences to an allow-list, in a text that comes in pieces. */
export interface Sanitiser {
  push(text: string): string
  end(): string
}

/**
 * Leaves line ends, tabs and colours, and shows every other control character as `\uXXXX`. So a sequence loses its power and
 * keeps its text: nothing is hidden. A lone carriage return, with which a line overwrites itself, becomes a line end.
 */
export function createSanitiser(): Sanitiser {
  let held = ''
  return {
    push(piece) {
      const text = held + piece
      held = OPEN_TAIL.exec(text)?.[0] ?? ''
      return sanitised(held === '' ? text : text.slice(0, -held.length))
    },
    end() {
      const rest = held
      held = ''
      return sanitised(rest)
    },
  }
}

/** The same for a whole text, which may keep line ends as Windows writes them. */
export function sanitised(text: string, { keepsLineEnds = false } = {}): string {
  if (!ANY_CONTROL.test(text)) return text
  return text.replace(PARTS, (part: string, style: string | undefined, control: string | undefined) => {
    if (style !== undefined || (keepsLineEnds && part === '\r\n')) return part
    return control === undefined || control === '\r' ? '\n' : shown(part)
  })
}

function shown(part: string): string {
  return Array.from({ length: part.length }, (_, at) => `\\u${part.charCodeAt(at).toString(16).padStart(4, '0')}`).join(
    '',
  )
}
