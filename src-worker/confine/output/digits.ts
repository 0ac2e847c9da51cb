/** Finds bytes written as hexadecimal digits, as programs that show bytes set them apart. */
export interface Digits {
  /** What can match in a text at all. */
  patternsIn(text: string): readonly RegExp[]
  /** At most so many characters make one match. */
  readonly longest: number
  /** How many characters at the end may be the beginning of a match, of which at least `least` digits are there. */
  openLength(text: string, least?: number): number
}

/**
 * Between two bytes: nothing, one or two of these, `0x`, `\\x` or a percent sign. A 0 stands there with its x only: beside a byte of
 * zeros one alone could be read two ways, and so many of them in more ways than there is time for.
 */
const BETWEEN = String.raw`[ :,%\\-]{0,2}(?:0?[xX])?`
const LONGEST_BETWEEN = 4
/** Enough for most texts to have none. */
const FIRST_BYTES = 3
/** Longer ones are looked for in pieces, since a pattern of thousands of bytes cannot be made ready. */
const MOST_BYTES = 256
const MAY_STAND = Uint8Array.from({ length: 128 }, (_, code) =>
  Number(/[0-9a-fA-FxX :,%\\-]/.test(String.fromCharCode(code))),
)

/** @param wholes digits in small letters, of at least one byte each */
export function createDigits(wholes: readonly string[]): Digits | undefined {
  if (wholes.length === 0) return undefined
  const forms = [...new Set(wholes.flatMap(piecesOf))]
  // Making a whole pattern ready takes milliseconds, so each waits for a text that has its first bytes.
  const beginnings = new RegExp(forms.map((form) => spaced(form.slice(0, 2 * FIRST_BYTES))).join('|'))
  const whole = forms.map((form) => ({
    beginning: new RegExp(spaced(form.slice(0, 2 * FIRST_BYTES))),
    pattern: new RegExp(spaced(form), 'g'),
  }))
  const longest = Math.max(...forms.map((form) => (form.length / 2) * (2 + LONGEST_BETWEEN)))

  return {
    patternsIn(text) {
      if (!beginnings.test(text)) return []
      return whole.flatMap(({ beginning, pattern }) => (beginning.test(text) ? [pattern] : []))
    },
    longest,
    openLength(text, least = 1) {
      let from = text.length
      while (from > 0 && text.length - from < longest && MAY_STAND[text.charCodeAt(from - 1)] === 1) from -= 1
      if (from === text.length) return 0
      const digits = text
        .slice(from)
        .replaceAll(/0?[xX]|[ :,%\\-]/g, '')
        .toLowerCase()
      return forms.some((form) => endsInBeginning(digits, form, least)) ? text.length - from : 0
    },
  }
}

/** Of about the same length, so that none is short enough to stand anywhere by chance. */
function piecesOf(form: string): string[] {
  const bytes = form.length / 2
  const length = 2 * Math.ceil(bytes / Math.ceil(bytes / MOST_BYTES))
  return Array.from({ length: Math.ceil(form.length / length) }, (_, at) => form.slice(at * length, (at + 1) * length))
}

function endsInBeginning(digits: string, form: string, least: number): boolean {
  // A last 0 may be that of an `0x` that is cut in two.
  const ends = digits.endsWith('0') ? [digits, digits.slice(0, -1)] : [digits]
  for (let length = Math.min(form.length, digits.length); length >= least; length--)
    if (ends.some((end) => end.endsWith(form.slice(0, length)))) return true
  return false
}

function spaced(form: string): string {
  const bytes = form.match(/../g) ?? []
  return bytes.map((byte) => byte.replaceAll(/[a-f]/g, (letter) => `[${letter}${letter.toUpperCase()}]`)).join(BETWEEN)
}
