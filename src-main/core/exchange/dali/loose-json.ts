/** A run of so many digits may be an integer that a double cannot hold. */
const LONG_NUMBER = /[0-9]{16}/

/** Deeper text is refused before it can exhaust the stack. */
const MAX_DEPTH = 512

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const INTEGER = /^-?[0-9]+$/
const WORDS: readonly (readonly [string, unknown])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]

/**
 * JSON as Python's reader takes it: `NaN` and `Infinity` stand for themselves, and integers beyond 2^53 keep every digit as
 * a bigint. @returns undefined when it is not even that
 */
export function readLoose(text: string): { value: unknown } | undefined {
  if (!LONG_NUMBER.test(text)) {
    try {
      return { value: JSON.parse(text) }
    } catch {
      // It may still be what only Python takes.
    }
  }
  const found = readLooseAt(text, 0)
  return found !== undefined && skipSpace(text, found.end) === text.length ? { value: found.value } : undefined
}

/** The value that begins at `from`, whatever follows it. */
export function readLooseAt(text: string, from: number): { value: unknown; end: number } | undefined {
  const reader = createReader(text, from)
  try {
    return { value: reader.value(0), end: reader.at() }
  } catch (error) {
    if (error instanceof NotJson) return undefined
    throw error
  }
}

/** The same value as JSON can carry it: what a double cannot hold becomes its text, half a surrogate pair U+FFFD. */
export function asJson(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value === 'string') return value.toWellFormed()
  if (Array.isArray(value)) return value.map(asJson)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name.toWellFormed(), asJson(inner)]))
}

class NotJson extends Error {}

function createReader(text: string, from: number) {
  let at = from

  function value(depth: number): unknown {
    at = skipSpace(text, at)
    const first = text[at]
    if (first === '{') return object(depth)
    if (first === '[') return list(depth)
    if (first === '"') return string()
    for (const [word, meant] of WORDS) {
      if (!text.startsWith(word, at)) continue
      at += word.length
      return meant
    }
    return number()
  }

  function object(depth: number): unknown {
    const entries: [string, unknown][] = []
    items('}', depth, () => {
      const name = string()
      take(':')
      entries.push([name, value(depth + 1)])
    })
    return Object.fromEntries(entries)
  }

  function list(depth: number): unknown[] {
    const values: unknown[] = []
    items(']', depth, () => values.push(value(depth + 1)))
    return values
  }

  function items(close: string, depth: number, item: () => void): void {
    if (depth >= MAX_DEPTH) throw new NotJson()
    at = skipSpace(text, at + 1)
    if (text[at] === close) {
      at += 1
      return
    }
    for (;;) {
      item()
      at = skipSpace(text, at)
      const next = text[at]
      at += 1
      if (next === close) return
      if (next !== ',') throw new NotJson()
    }
  }

  function take(mark: string): void {
    at = skipSpace(text, at)
    if (text[at] !== mark) throw new NotJson()
    at += 1
  }

  /** The end is looked for here, escapes are left to the platform. */
  function string(): string {
    at = skipSpace(text, at)
    const start = at
    if (text[at] !== '"') throw new NotJson()
    for (at += 1; text[at] !== '"'; at += 1) {
      if (at >= text.length) throw new NotJson()
      if (text[at] === '\\') at += 1
    }
    at += 1
    return parsedString(text.slice(start, at))
  }

  function number(): unknown {
    NUMBER.lastIndex = at
    const found = NUMBER.exec(text)?.[0]
    if (found === undefined) throw new NotJson()
    at += found.length
    const double = Number(found)
    return INTEGER.test(found) && !Number.isSafeInteger(double) ? BigInt(found) : double
  }

  return { value, at: () => at }
}

function parsedString(quoted: string): string {
  try {
    return String(JSON.parse(quoted))
  } catch {
    // A control character as it is, or an escape there is none of.
    throw new NotJson()
  }
}

function skipSpace(text: string, from: number): number {
  let at = from
  while (at < text.length && ' \t\n\r'.includes(text[at] ?? '')) at += 1
  return at
}
