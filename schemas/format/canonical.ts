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
 * Plain values are put in order and given to the engine, whose numbers and strings are the canonical ones: three times as
 * fast as the library, and every event passes here. Undefined for anything else.
 */
function quickly(value: unknown): string | undefined {
  const ordered = inOrder(value, 0)
  return ordered === UNUSUAL ? undefined : JSON.stringify(ordered)
}

function inOrder(value: unknown, depth: number): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) ? value : UNUSUAL
    case 'object':
      if (value === null) return null
      if (depth === MAX_QUICK_DEPTH) return UNUSUAL
      return Array.isArray(value) ? itemsInOrder(value, depth + 1) : membersInOrder(value, depth + 1)
    default:
      return UNUSUAL
  }
}

function itemsInOrder(items: readonly unknown[], depth: number): unknown {
  const ordered: unknown[] = []
  for (const item of items) {
    const each = inOrder(item, depth)
    if (each === UNUSUAL) return UNUSUAL
    ordered.push(each)
  }
  return ordered
}

function membersInOrder(value: object, depth: number): unknown {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return UNUSUAL
  const members = new Map(Object.entries(value))
  const ordered: Record<string, unknown> = {}
  for (const name of [...members.keys()].toSorted()) {
    const member: unknown = members.get(name)
    if (member === undefined) continue
    // Engines put names that look like positions in front, and take this one for the prototype.
    if (isDigit(name.charCodeAt(0)) || name === '__proto__') return UNUSUAL
    const each = inOrder(member, depth)
    if (each === UNUSUAL) return UNUSUAL
    ordered[name] = each
  }
  return ordered
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39
}
