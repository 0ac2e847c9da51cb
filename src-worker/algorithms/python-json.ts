/** A number that was a float in the original, which JavaScript cannot tell from an integer: Python writes `300.0`. */
export class PythonFloat {
  readonly value: number

  constructor(value: number) {
    this.value = value
  }
}

export type PythonJson =
  | null
  | boolean
  | string
  /** Whole numbers only; anything else is written as a float. */
  | number
  | bigint
  | PythonFloat
  | readonly PythonJson[]
  | { readonly [key: string]: PythonJson | undefined }

export interface PythonJsonOptions {
  /** `spaced` is Python's default (`, ` and `: `), `compact` its `separators=(',', ':')`. */
  readonly style: 'spaced' | 'compact'
  /** Keys in code point order instead of their own. */
  readonly sortKeys?: boolean
}

/** What Python's `json.dumps(value, ensure_ascii=False)` gives, byte for byte once encoded. */
export function pythonJson(value: PythonJson, options: PythonJsonOptions): string {
  const [comma, colon] = options.style === 'spaced' ? [', ', ': '] : [',', ':']

  function write(part: PythonJson): string {
    if (part === null || typeof part === 'boolean') return String(part)
    if (typeof part === 'string') return pythonQuoted(part)
    if (typeof part === 'bigint') return part.toString()
    if (typeof part === 'number')
      return Number.isSafeInteger(part) && !Object.is(part, -0) ? String(part) : pythonFloatText(part)
    if (isList(part)) return `[${part.map(write).join(comma)}]`
    if (part instanceof PythonFloat) return pythonFloatText(part.value)
    const entries = Object.entries(part)
    if (options.sortKeys === true) entries.sort(([a], [b]) => byCodePoint(a, b))
    const fields = entries.flatMap(([key, field]) =>
      field === undefined ? [] : [`${pythonQuoted(key)}${colon}${write(field)}`],
    )
    return `{${fields.join(comma)}}`
  }

  return write(value)
}

function isList(value: PythonJson): value is readonly PythonJson[] {
  return Array.isArray(value)
}

/** A string as Python writes it. JavaScript escapes lone surrogates, Python does not; apart from that both escape the same. */
export function pythonQuoted(text: string): string {
  const quoted = JSON.stringify(text)
  return text.isWellFormed()
    ? quoted
    : quoted.replaceAll(/(?<!\\)((?:\\\\)*)\\u(d[89a-f][0-9a-f]{2})/g, unescapeSurrogate)
}

function unescapeSurrogate(_: string, before: string, hex: string): string {
  return before + String.fromCharCode(Number.parseInt(hex, 16))
}

/** Python's `repr` of a float: the shortest digits that read back, with an exponent outside of 1e-4 to 1e16. */
export function pythonFloatText(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity'
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  const [mantissa = '0', exponentText = '0'] = Math.abs(value).toExponential().split('e')
  const digits = mantissa.replace('.', '')
  const exponent = Number(exponentText)
  if (exponent < -4 || exponent >= 16) {
    const shown = String(Math.abs(exponent)).padStart(2, '0')
    return `${sign}${mantissa}e${exponent < 0 ? '-' : '+'}${shown}`
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')
  return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`
}

/** Python's order of strings; JavaScript compares code units, which puts U+1F600 before U+FF5E. */
export function byCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at)
    const right = b.charCodeAt(at)
    if (left === right) continue
    return isSurrogate(left) === isSurrogate(right) ? left - right : isSurrogate(left) ? 1 : -1
  }
  return a.length - b.length
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff
}
