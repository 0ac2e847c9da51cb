import canonicalize from 'canonicalize'

/**
 * RFC 8785 canonical JSON of `value`, which is what JSON can carry: members that are undefined are left out. Throws a RangeError for a number JSON cannot carry and for a lone surrogate, which
 * RFC 8785 section 3.2.2.2 refuses because it has no UTF-8 form.
 */
export function canonicalJson(value: unknown): string {
  const text = quickly(value) ?? thoroughly(value)
  if (!text.isWellFormed() || hasEscapedSurrogate(text))
    throw new RangeError('This text holds half of a surrogate pair.')
  return text
}

function thoroughly(value: unknown): string {
  const text = canonicalize(value)
  if (text === undefined) throw new RangeError('This value has no JSON form.')
  return text
}

/** `JSON.stringify` writes a lone surrogate as an escape (`\ud800`), which `isWellFormed` cannot see. */
function hasEscapedSurrogate(text: string): boolean {
  return text.includes('\\ud') && /(?<!\\)(?:\\\\)*\\ud[89a-f]/.test(text)
}

/** A value that only the library writes. */
const UNUSUAL = Symbol('unusual')

const MAX_QUICK_DEPTH = 32

/**
 * Plain values are written here, with the engine's own form of strings and numbers, which is the canonical one: five times as
 * fast as the library, and every event passes here. Undefined for anything else.
 */
function quickly(value: unknown): string | undefined {
  const text = written(value, 0)
  return text === UNUSUAL ? undefined : text
}

function written(value: unknown, depth: number): string | typeof UNUSUAL {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'number':
      return Number.isFinite(value) ? String(value) : UNUSUAL
    case 'object':
      if (value === null) return 'null'
      if (depth === MAX_QUICK_DEPTH) return UNUSUAL
      return Array.isArray(value) ? writtenItems(value, depth + 1) : writtenMembers(value, depth + 1)
    default:
      return UNUSUAL
  }
}

function writtenItems(items: readonly unknown[], depth: number): string | typeof UNUSUAL {
  let text = '['
  for (const item of items) {
    const each = written(item, depth)
    if (each === UNUSUAL) return UNUSUAL
    text += text === '[' ? each : `,${each}`
  }
  return `${text}]`
}

function writtenMembers(value: object, depth: number): string | typeof UNUSUAL {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return UNUSUAL
  let text = '{'
  for (const name of Object.keys(value).toSorted()) {
    // Read otherwise than it was written down, where the object has a prototype.
    if (name === '__proto__') return UNUSUAL
    const member: unknown = Reflect.get(value, name)
    if (member === undefined) continue
    const each = written(member, depth)
    if (each === UNUSUAL) return UNUSUAL
    text += `${text === '{' ? '' : ','}${nameText(name)}${each}`
  }
  return `${text}}`
}

/** Names come again and again. Those of the caller's own notes may be without end, so they are forgotten at times. */
const MAX_KNOWN_NAMES = 1000
const MAX_KNOWN_UNITS = 64
const knownNames = new Map<string, string>()

function nameText(name: string): string {
  const known = knownNames.get(name)
  if (known !== undefined) return known
  const text = `${JSON.stringify(name)}:`
  if (name.length > MAX_KNOWN_UNITS) return text
  if (knownNames.size >= MAX_KNOWN_NAMES) knownNames.clear()
  knownNames.set(name, text)
  return text
}
