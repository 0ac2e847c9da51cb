/** A structured value as JSON, and back. */
export interface Codec {
  readonly encode: (value: unknown) => unknown
  readonly decode: (value: unknown) => unknown
}

/**
 * Values between the page and main. It carries what the shell sends: plain values, lists, objects and bytes. This function is
 * also put into pages as text, so it uses nothing from outside itself.
 */
export function createCodec(): Codec {
  const tagOf = (value: object) => Object.prototype.toString.call(value).slice(8, -1)

  function encode(value: unknown): unknown {
    if (value === undefined) return { $: 'undefined' }
    if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value
    if (typeof value !== 'object') throw new Error('An object could not be cloned.')
    if (Array.isArray(value)) return value.map(encode)
    const tag = tagOf(value)
    if (tag === 'ArrayBuffer') return { $: 'bytes', text: textOf(new Uint8Array(value as ArrayBuffer)), tag }
    if (tag === 'Uint8Array') return { $: 'bytes', text: textOf(value as Uint8Array), tag }
    if (tag !== 'Object') throw new Error(`stand-in: a ${tag} is not carried`)
    const plain = Object.fromEntries(Object.entries(value).map(([key, part]) => [key, encode(part)]))
    return '$' in plain ? { $: 'object', plain } : plain
  }

  function decode(value: unknown): unknown {
    if (value === null || typeof value !== 'object') return value
    if (Array.isArray(value)) return value.map(decode)
    const coded = value as { $?: string; text?: string; tag?: string; plain?: object }
    if (coded.$ === 'undefined') return undefined
    if (coded.$ === 'bytes') {
      const bytes = Uint8Array.from(atob(coded.text ?? ''), (character) => character.charCodeAt(0))
      return coded.tag === 'ArrayBuffer' ? bytes.buffer : bytes
    }
    const plain = coded.$ === 'object' ? (coded.plain ?? {}) : value
    return Object.fromEntries(Object.entries(plain).map(([key, part]) => [key, decode(part)]))
  }

  function textOf(bytes: Uint8Array): string {
    let text = ''
    // More arguments than this overflow the stack.
    for (let at = 0; at < bytes.length; at += 32_768) text += String.fromCharCode(...bytes.subarray(at, at + 32_768))
    return btoa(text)
  }

  return { encode, decode }
}
