import { digitsOf, formsOf, wideFormsOf } from './encodings.ts'
import { createDigits } from './digits.ts'

export const REDACTED = '[redacted]'

/** Hides secrets in a text that comes in pieces, however they are cut. */
export interface Redactor {
  /** Takes the next piece and returns what may be shown so far; the beginning of what could be a secret is held back. */
  push(text: string): string
  /** What was held back. With `cut`, the text was cut off here, so half a secret may stand at its end: that is left out. */
  end(cut?: boolean): string
}

/** Finds secrets for many texts: known values in every form, and what has the shape of a token. */
export interface Redaction {
  /** For a text that comes in pieces. */
  stream(): Redactor
  /** For a whole text; with `cut`, for the first part of one. */
  text(text: string, cut?: boolean): string
  /** Every string in a value of JSON, names of members included. The same value where there is nothing to hide. */
  value(value: unknown): unknown
  /** Whether a whole text holds a secret. What only stands for one, as in `://user:$TOKEN@host`, is none. */
  finds(text: string): boolean
}

/** Longer than any token below; what is held back never grows beyond it and the longest known form. */
const LONGEST_TOKEN = 8192
/** A private key that does not end is hidden so far. */
const LONGEST_KEY = 16_384

/**
 * Shapes of tokens, each of bounded length, so that none can be made slow.
 */
const TOKENS: readonly string[] = [
  String.raw`\b(?:AKIA|ASIA)[0-9A-Z]{16}\b`,
  String.raw`\bgh[pousr]_[A-Za-z0-9]{36,255}`,
  String.raw`\bgithub_pat_[A-Za-z0-9_]{22,255}`,
  String.raw`\bglpat-[A-Za-z0-9_-]{20,64}`,
  String.raw`\bxox[abeprs]-[A-Za-z0-9-]{10,250}`,
  String.raw`\bsk-[A-Za-z0-9_-]{20,250}`,
  String.raw`\b[rs]k_(?:live|test)_[0-9A-Za-z]{16,250}`,
  String.raw`\bAIza[0-9A-Za-z_-]{35}`,
  String.raw`\bnpm_[A-Za-z0-9]{36}`,
  String.raw`\bpypi-[A-Za-z0-9_-]{50,250}`,
  String.raw`\bhf_[A-Za-z0-9]{34}`,
  String.raw`\bilk_[A-Za-z0-9_-]{43}`,
  String.raw`\beyJ[A-Za-z0-9_-]{8,2000}\.eyJ[A-Za-z0-9_-]{8,3000}\.[A-Za-z0-9_-]{8,2000}`,
]

/** Secrets that are told by what stands before them, which stays. */
const LED: readonly { readonly hints: readonly string[]; readonly anyLength?: boolean; readonly pattern: RegExp }[] = [
  { hints: ['://', '@'], anyLength: true, pattern: /(:\/\/[^\s/:@]{0,128}:)[^\s/@]{1,256}(?=@)/g },
  { hints: ['earer '], pattern: /(\b[Bb]earer )[A-Za-z0-9._~+/=-]{16,2000}/g },
  { hints: ['asic '], pattern: /(\b[Bb]asic )[A-Za-z0-9._~+/=-]{16,2000}/g },
  {
    hints: ['secret_access_key'],
    pattern: /(secret_access_key["']?[ \t]{0,4}[=:][ \t]{0,4}["']?)[A-Za-z0-9/+=]{40}/g,
  },
]

/** What every token has in it: looking for this first is cheaper. */
const HINTS = [
  'AKIA',
  'ASIA',
  'ghp_',
  'gho_',
  'ghu_',
  'ghs_',
  'ghr_',
  'github_pat_',
  'glpat-',
  'xox',
  'sk-',
  'k_live_',
  'k_test_',
  'AIza',
  'npm_',
  'pypi-',
  'hf_',
  'ilk_',
  'eyJ',
]

/** Every token has so many characters of this kind in a row. */
const TOKEN_LENGTH = 16
const IS_TOKEN_CHARACTER = Uint8Array.from({ length: 128 }, (_, code) =>
  Number(/[A-Za-z0-9._~+/=-]/.test(String.fromCharCode(code))),
)

/** Whether so many stand in a row anywhere. Looks at the end of each possible place first, so it reads a small part only. */
function hasLongWord(text: string): boolean {
  for (let end = TOKEN_LENGTH - 1; end < text.length;) {
    let at = end
    while (at > end - TOKEN_LENGTH && IS_TOKEN_CHARACTER[text.charCodeAt(at)] === 1) at -= 1
    if (at === end - TOKEN_LENGTH) return true
    end = at + TOKEN_LENGTH
  }
  return false
}

const KEY_BEGIN = /-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY-----/
const KEY_END = /-----END (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY-----/
/** What stands before a token that is told by it, at the end of a text. */
const LEAD =
  /(?:(?:[Bb]earer|[Bb]asic) |secret_access_key["']?[ \t]{0,4}[=:]?[ \t]{0,4}["']?|-----BEGIN [A-Z0-9 ]{0,64})$/
const LONGEST_LEAD = 96
/** All below and itself are blanks or control characters, which no token holds. */
const BLANK = 0x20

/** A variable that a command reads from its environment, and what was hidden before. */
const STAND_IN = /\$(?:\w+|\{\w+\})|\[redacted\]/g

/** A token that was cut off, with what it is told by. */
const HALF_TOKEN =
  /(AKIA|ASIA|\bgh[pousr]_|github_pat_|glpat-|xox[abeprs]-|\bsk-|[rs]k_(?:live|test)_|AIza|npm_|pypi-|\bhf_|\beyJ|earer |asic |:\/\/[^\s/:@]{0,128}:)[^\s@]{1,8192}$/
/** Fewer letters than this say little of a secret, and stand at the end of many texts. */
const MIN_BEGINNING = 4
const MIN_DIGITS = 2 * MIN_BEGINNING
const NUL = String.fromCodePoint(0)

/** How much of the beginning of `form` stands at the end of `text`; 0 for too little to matter. */
function beginningAt(text: string, form: string): number {
  for (let length = Math.min(form.length - 1, text.length); length >= MIN_BEGINNING; length--) {
    if (text.endsWith(form.slice(0, length))) return length
  }
  return 0
}

/** The first letter of each form, and any two that stand beside each other: with one of these ends what may be its beginning. */
function beginningsOf(forms: readonly string[]): ReadonlySet<string> {
  return new Set(
    forms.flatMap((form) => Array.from({ length: form.length }, (_, at) => form.slice(Math.max(0, at - 1), at + 1))),
  )
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)
}

/** Many long ones together are more than one pattern can hold. */
const LONG_FORM = 4096

function patternsOf(forms: readonly string[]): RegExp[] {
  const short = forms.filter((form) => form.length <= LONG_FORM)
  const groups = [...forms.filter((form) => form.length > LONG_FORM).map((form) => [form]), short]
  return groups
    .filter((group) => group.length > 0)
    .map((group) => new RegExp(group.map((form) => escaped(form)).join('|'), 'g'))
}

/** @param secrets values that are known and must not be shown */
export function createRedaction(secrets: Iterable<string>): Redaction {
  const values = [...secrets]
  const forms = values.flatMap(formsOf).toSorted((a, b) => b.length - a.length)
  const known = patternsOf(forms)
  const tokens = new RegExp(TOKENS.join('|'), 'g')
  const wideForms = values.flatMap(wideFormsOf).toSorted((a, b) => b.length - a.length)
  const wide = patternsOf(wideForms)
  // Letters beyond Latin have no NUL between them.
  const hasNuls = wideForms.every((form) => form.includes(NUL))
  const wideBeginnings = beginningsOf(wideForms)
  const digits = createDigits(values.flatMap(digitsOf))
  const longestKnown = Math.max(0, forms[0]?.length ?? 0, wideForms[0]?.length ?? 0, digits?.longest ?? 0)
  const longest = Math.max(longestKnown, LONGEST_TOKEN)
  const withBlanks = forms.filter((form) => /\s/.test(form))
  const crossesLines = [...forms, ...wideForms].some((form) => form.includes('\n'))

  function* knownIn(text: string): Generator<readonly [pattern: RegExp, by: string]> {
    for (const pattern of known) yield [pattern, REDACTED]
    if (!hasNuls || text.includes(NUL)) for (const pattern of wide) yield [pattern, REDACTED]
    for (const pattern of digits?.patternsIn(text) ?? []) yield [pattern, REDACTED]
  }

  /** The patterns that can match in a text at all, with what each is replaced by. */
  function* patternsFor(text: string): Generator<readonly [pattern: RegExp, by: string]> {
    yield* knownIn(text)
    // Most text ends here: looking for each hint in it would take as long as all the rest of its way.
    const isLong = hasLongWord(text)
    if (isLong && HINTS.some((hint) => text.includes(hint))) yield [tokens, REDACTED]
    for (const { hints, anyLength = false, pattern } of LED) {
      if ((isLong || anyLength) && hints.every((hint) => text.includes(hint))) yield [pattern, `$1${REDACTED}`]
    }
  }

  function masked(text: string): string {
    let shown = text
    for (const [pattern, by] of patternsFor(text)) shown = shown.replace(pattern, by)
    return shown
  }

  /** How many characters at the end could belong to something that goes on. */
  function openLength(text: string): number {
    const tail = text.slice(-longest)
    let open = 0
    while (open < tail.length && tail.charCodeAt(tail.length - open - 1) > BLANK) open += 1
    open += LEAD.exec(tail.slice(-open - LONGEST_LEAD, tail.length - open))?.[0].length ?? 0
    const mayBeWide = wideBeginnings.has(tail.slice(-1)) || wideBeginnings.has(tail.slice(-2))
    for (const form of mayBeWide ? [...withBlanks, ...wideForms] : withBlanks) {
      for (let length = Math.min(form.length - 1, tail.length); length > open; length--) {
        if (form.startsWith(tail.slice(-length))) open = length
      }
    }
    return Math.max(open, digits?.openLength(tail) ?? 0)
  }

  /** Without the beginning of a secret at the end. */
  function withoutHalf(text: string): string {
    const half = [...forms, ...wideForms].find((form) => beginningAt(text, form) > 0)
    const length = half === undefined ? (digits?.openLength(text, MIN_DIGITS) ?? 0) : beginningAt(text, half)
    const whole = length === 0 ? text : `${text.slice(0, -length)}${REDACTED}`
    return whole.replace(HALF_TOKEN, `$1${REDACTED}`)
  }

  function stream(): Redactor {
    let held = ''
    /** Characters of a private key that were left out so far; -1 outside of one. */
    let inKey = -1
    /** The end of what was left out, in which the key's last line may have begun. */
    let keyTail = ''

    function withoutKeys(text: string): string {
      let shown = ''
      let rest = text
      for (;;) {
        if (inKey >= 0) {
          rest = keyTail + rest
          keyTail = ''
          const end = KEY_END.exec(rest)
          if (end === null && inKey + rest.length < LONGEST_KEY) {
            keyTail = rest.slice(-LONGEST_LEAD)
            inKey += rest.length - keyTail.length
            return shown
          }
          rest = end === null ? rest : rest.slice(end.index + end[0].length)
          inKey = -1
        }
        const begin = rest.includes('-----BEGIN') ? KEY_BEGIN.exec(rest) : null
        if (begin === null) return shown + rest
        shown += rest.slice(0, begin.index) + REDACTED
        rest = rest.slice(begin.index + begin[0].length)
        inKey = 0
      }
    }

    /** Where the text can be cut so that no secret lies across: at its last line end, else before what is still open. */
    function cutIn(text: string): number {
      const line = crossesLines ? 0 : text.lastIndexOf('\n') + 1
      const open = text.length - openLength(text)
      if (line > open) return line
      if (text.length - open >= longest) return behindMatches(text, text.length - longest)
      // A whole secret with blanks may end in what is still open.
      return open === text.length ? open : beforeMatches(text, open)
    }

    /** The last place up to `from` that lies in no known secret; tokens have no blanks, so none lies across. */
    function beforeMatches(text: string, from: number): number {
      let cut = from
      const start = Math.max(0, from - longestKnown)
      const window = text.slice(start)
      const hasBlankBefore = text.charCodeAt(from - 1) <= BLANK
      for (const [pattern] of knownIn(window)) {
        if (known.includes(pattern) && hasBlankBefore && withBlanks.length === 0) continue
        for (const match of window.matchAll(pattern)) {
          const begin = start + match.index
          if (begin < cut && begin + match[0].length > cut) cut = begin
        }
      }
      return cut
    }

    /** The next place from `from` on that lies in no secret. */
    function behindMatches(text: string, from: number): number {
      let cut = from
      const start = Math.max(0, from - longest)
      const window = text.slice(start)
      for (const [pattern] of patternsFor(window)) {
        for (const match of window.matchAll(pattern)) {
          const begin = start + match.index
          const end = begin + match[0].length
          if (begin < cut && end > cut) cut = end < text.length ? end : begin
        }
      }
      return cut
    }

    return {
      push(piece) {
        const text = held + piece
        const cut = cutIn(text)
        held = text.slice(cut)
        return cut === 0 ? '' : masked(withoutKeys(text.slice(0, cut)))
      },
      end(cut = false) {
        const rest = held
        held = ''
        const shown = masked(withoutKeys(rest))
        return cut ? withoutHalf(shown) : shown
      },
    }
  }

  function text(whole: string, cut = false): string {
    const one = stream()
    return one.push(whole) + one.end(cut)
  }

  function value(from: unknown): unknown {
    if (typeof from === 'string') return text(from)
    if (typeof from !== 'object' || from === null) return from
    if (Array.isArray(from)) {
      const items = from.map((item) => value(item))
      return items.every((item, at) => item === from[at]) ? from : items
    }
    const members = Object.entries(from).map(([name, inner]) => [text(name), value(inner), name, inner] as const)
    return members.every(([name, inner, oldName, old]) => name === oldName && inner === old)
      ? from
      : Object.fromEntries(members.map(([name, inner]) => [name, inner]))
  }

  function finds(whole: string): boolean {
    for (const [pattern] of knownIn(whole)) if (whole.search(pattern) >= 0) return true
    const rest = whole.replaceAll(STAND_IN, '')
    if (rest.includes('-----BEGIN') && KEY_BEGIN.test(rest)) return true
    for (const [pattern] of patternsFor(rest)) if (rest.search(pattern) >= 0) return true
    return false
  }

  return { stream, text, value, finds }
}
