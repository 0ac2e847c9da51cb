/** Shorter values stand everywhere by chance; masking them would say more than it hides. */
export const MIN_SECRET_LENGTH = 6
/** A piece of an encoded value shorter than this is left: it is met by chance as well. */
const MIN_PIECE = 8

/** A value of several lines is also known line by line. */
function valuesOf(secret: string): string[] {
  return [secret, ...secret.split(/\r?\n/)].filter((value) => value.trim().length >= MIN_SECRET_LENGTH)
}

/**
 * The forms in which a known value can turn up: as it is, as JSON (once and twice), URLs, HTML and shells write it, and in base64
 * wherever it begins in a group of three.
 */
export function formsOf(secret: string): string[] {
  return [...new Set(valuesOf(secret).flatMap(formsOfValue))]
}

const NUL = String.fromCodePoint(0)

/** UTF-16 in either order, read as UTF-8: mostly a NUL between any two letters, whichever way round it was written. */
export function wideFormsOf(secret: string): string[] {
  const forms = valuesOf(secret).flatMap((value) => wideBytesOf(value).map((bytes) => bytes.toString('utf8')))
  return [...new Set(forms.map((form) => form.replaceAll(new RegExp(`^${NUL}|${NUL}$`, 'g'), '')))]
}

/** Digits of the bytes of a value, in UTF-8 and UTF-16, in small letters. */
export function digitsOf(secret: string): string[] {
  const bytes = valuesOf(secret).flatMap((value) => [Buffer.from(value, 'utf8'), ...wideBytesOf(value)])
  return [...new Set(bytes.map((each) => each.toString('hex').replaceAll(/^00|00$/g, '')))]
}

function wideBytesOf(value: string): Buffer[] {
  return [Buffer.from(value, 'utf16le'), Buffer.from(value, 'utf16le').swap16()]
}

function formsOfValue(value: string): string[] {
  const bytes = Buffer.from(value, 'utf8')
  const json = JSON.stringify(value).slice(1, -1)
  const url = encodeURIComponent(value.toWellFormed())
  // PowerShell takes its commands in base64 of UTF-16.
  const base64 = [bytes, Buffer.from(value, 'utf16le')]
    .flatMap((each) => [0, 1, 2].map((offset) => base64At(each, offset)))
    .filter((piece) => piece.length >= MIN_PIECE)
  return [
    value,
    json,
    asciiOf(json),
    json.replaceAll('/', String.raw`\/`),
    JSON.stringify(json).slice(1, -1),
    ...htmlOf(value),
    ...quotedOf(value),
    url,
    url.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    url.replaceAll('%20', '+'),
    ...base64,
    ...base64.map((piece) => piece.replaceAll('+', '-').replaceAll('/', '_')),
  ]
}

/** An apostrophe is written in any of three ways, or left. */
function htmlOf(value: string): string[] {
  const text = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const quoted = [text, text.replaceAll('"', '&quot;'), text.replaceAll('"', '&#34;')]
  return quoted.flatMap((each) => [each, ...['&#39;', '&#x27;', '&apos;'].map((code) => each.replaceAll("'", code))])
}

/** Between apostrophes: as a shell takes it, as Python's shlex writes it, and as programs print it. */
function quotedOf(value: string): string[] {
  return [String.raw`'\''`, `'"'"'`, String.raw`\'`].map((quote) => value.replaceAll("'", quote))
}

/** JSON as Python writes it: every letter beyond ASCII by its code. */
function asciiOf(json: string): string {
  const code = (unit: string) => String.raw`\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  return json.replaceAll(/[\u007f-\uffff]/g, code)
}

/** The digits that depend on nothing but `bytes`, when `offset` other bytes stand before them in their group. */
function base64At(bytes: Buffer, offset: number): string {
  const digits = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .replaceAll('=', '')
  const from = Math.ceil((offset * 8) / 6)
  return digits.slice(from, Math.floor(((offset + bytes.length) * 8) / 6))
}
