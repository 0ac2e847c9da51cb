import canonicalize from 'canonicalize'

/**
 * RFC 8785 canonical JSON of `value`, which is what JSON can carry: members that are undefined are left out. Throws a RangeError for a number JSON cannot carry and for a lone surrogate, which
 * RFC 8785 section 3.2.2.2 refuses because it has no UTF-8 form.
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value)
  if (text === undefined) throw new RangeError('This value has no JSON form.')
  if (!text.isWellFormed() || hasEscapedSurrogate(text))
    throw new RangeError('This text holds half of a surrogate pair.')
  return text
}

/** `JSON.stringify` writes a lone surrogate as an escape (`\ud800`), which `isWellFormed` cannot see. */
function hasEscapedSurrogate(text: string): boolean {
  return text.includes('\\ud') && /(?<!\\)(?:\\\\)*\\ud[89a-f]/.test(text)
}
