import { describe, expect, it } from 'vitest'
import { createRedaction, REDACTED } from './redactor.ts'

const SECRET = 'hunter2 & "Pässwörd"ÿþ/+=1>>>???'
const redaction = createRedaction([SECRET])
const hexOf = (value: string) => Array.from(Buffer.from(value), (byte) => byte.toString(16).padStart(2, '0'))

describe('a known value', () => {
  const base64 = (before: string) => Buffer.from(`${before}${SECRET}zz`).toString('base64')
  const base64url = (before: string) => Buffer.from(`${before}${SECRET}zz`).toString('base64url')
  it.each<[string, string]>([
    ['as it is', SECRET],
    ['as JSON writes it', JSON.stringify({ key: SECRET })],
    ['as JSON writes it in ASCII', String.raw`{"key":"hunter2 & \"P\u00e4ssw\u00f6rd\"\u00ff\u00fe/+=1>>>???"}`],
    ['in an address', `https://x.example/?q=${encodeURIComponent(SECRET)}`],
    ['in a form', `q=${encodeURIComponent(SECRET).replaceAll('%20', '+')}`],
    [
      'in an address in small letters',
      encodeURIComponent(SECRET).replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    ],
    ['in base64', base64('')],
    ['in base64 one byte on', base64('a')],
    ['in base64 two bytes on', base64('ab')],
    ['in base64 for addresses', base64url('')],
    ['in base64 for addresses one byte on', base64url('a')],
    ['in base64 for addresses two bytes on', base64url('ab')],
    ['in hexadecimal', Buffer.from(SECRET).toString('hex')],
    ['in HEXADECIMAL', Buffer.from(SECRET).toString('hex').toUpperCase()],
    ['in hexadecimal by bytes', hexOf(SECRET).join(' ')],
    ['in hexadecimal by words', hexOf(SECRET).join('').replaceAll(/.{4}/g, '$& ')],
    ['in hexadecimal by words one byte on', `00${hexOf(SECRET).join('')}`.replaceAll(/.{4}/g, '$& ').slice(2)],
    ['in hexadecimal with colons', hexOf(SECRET).join(':')],
    [
      'in hexadecimal as C writes bytes',
      hexOf(SECRET)
        .map((byte) => `0x${byte}`)
        .join(', '),
    ],
    [
      'in hexadecimal as C writes texts',
      hexOf(SECRET)
        .map((byte) => String.raw`\x${byte}`)
        .join(''),
    ],
    [
      'in an address, every letter of it',
      hexOf(SECRET)
        .map((byte) => `%${byte}`)
        .join(''),
    ],
    ['in UTF-16', Buffer.from(SECRET, 'utf16le').toString('utf8')],
    ['in UTF-16, the other way round', Buffer.from(SECRET, 'utf16le').swap16().toString('utf8')],
    ['in base64 of UTF-16', Buffer.from(`${SECRET}zz`, 'utf16le').toString('base64')],
    ['in base64 of UTF-16 one letter on', Buffer.from(`a${SECRET}zz`, 'utf16le').toString('base64')],
    ['in hexadecimal of UTF-16', Buffer.from(SECRET, 'utf16le').toString('hex')],
  ])('%s is hidden', (_, text) => {
    const shown = redaction.text(`before ${text} after`)
    expect(shown).toContain(REDACTED)
    expect(shown).toMatch(/^before .* after$/)
    expect(redaction.finds(text)).toBe(true)
    // All of these end in the secret; no part of it may be left that says more than a digit shared with its neighbours.
    for (let at = Math.max(0, text.length - 30); at + 12 <= text.length; at++)
      expect(shown).not.toContain(text.slice(at, at + 12))
    expect(shown).not.toMatch(/hunter2|68756e746572/i)
  })

  it('is hidden in names and values at any depth, and nothing else is touched', () => {
    const value = { a: [1, null, { [`x${SECRET}`]: `y ${SECRET}` }], b: true }
    expect(redaction.value(value)).toEqual({ a: [1, null, { [`x${REDACTED}`]: `y ${REDACTED}` }], b: true })
    const harmless = { a: ['text'] }
    expect(redaction.value(harmless)).toBe(harmless)
  })

  it('is found without being hidden, and what is none is not', () => {
    expect(redaction.finds('nothing of the kind')).toBe(false)
    expect(redaction.finds(`-----BEGIN PRIVATE KEY-----`)).toBe(true)
    expect(redaction.finds('postgres://me:pass@host/db')).toBe(true)
  })

  it('that a text is cut in is left out to its last letter', () => {
    expect(createRedaction(['correct-horse-battery']).text('it is correct-hor', true)).toBe(`it is ${REDACTED}`)
  })

  it('of several lines is hidden line by line', () => {
    const lines = createRedaction(['first-line-of-it\nsecond-line-of-it'])
    expect(lines.text('1 first-line-of-it\n2 second-line-of-it\n')).toBe(`1 ${REDACTED}\n2 ${REDACTED}\n`)
  })

  it('that is very short is left, since it stands everywhere by chance', () => {
    expect(createRedaction(['abc']).text('abc')).toBe('abc')
  })
})

describe('a token', () => {
  const filler = (length: number) => 'aB3dE6gH9jK2'.repeat(20).slice(0, length)
  it.each<[string, string]>([
    ['of AWS', 'AKIAABCDEFGH12345678'],
    ['of GitHub', `ghp_${filler(36)}`],
    ['of GitHub, fine-grained', `github_pat_${filler(60)}`],
    ['of GitLab', `glpat-${filler(20)}`],
    ['of Slack', `xoxb-${filler(30)}`],
    ['of a model service', `sk-ant-${filler(60)}`],
    ['of Stripe', `sk_live_${filler(24)}`],
    ['of Google', `AIza${filler(35)}`],
    ['of npm', `npm_${filler(36)}`],
    ['that is signed', `eyJ${filler(20)}.eyJ${filler(40)}.${filler(30)}`],
  ])('%s is hidden', (_, token) => {
    expect(redaction.text(`key=${token}\n`)).toBe(`key=${REDACTED}\n`)
  })

  it('in a header, an address or a file of settings is hidden, and what it is for stays', () => {
    expect(redaction.text(`Authorization: Bearer ${filler(30)}\n`)).toBe(`Authorization: Bearer ${REDACTED}\n`)
    expect(redaction.text('postgres://me:pass@host/db\n')).toBe(`postgres://me:${REDACTED}@host/db\n`)
    expect(redaction.text(`aws_secret_access_key = ${filler(40)}\n`)).toBe(`aws_secret_access_key = ${REDACTED}\n`)
  })

  it('of a private key is hidden from beginning to end, also in one line of JSON', () => {
    const key = `-----BEGIN RSA PRIVATE KEY-----\n${`${filler(64)}\n`.repeat(20)}-----END RSA PRIVATE KEY-----`
    expect(redaction.text(`a\n${key}\nb`)).toBe(`a\n${REDACTED}\nb`)
    expect(redaction.text(`{"key":${JSON.stringify(key)}}`)).toBe(`{"key":"${REDACTED}"}`)
  })

  it('that has no end does not hide all that follows', () => {
    const shown = redaction.text(`-----BEGIN PRIVATE KEY-----\n${'x\n'.repeat(20_000)}the end`)
    expect(shown).toContain('the end')
  })
})

describe('text in pieces', () => {
  it('is shown at each line end', () => {
    const one = createRedaction(['without-blanks']).stream()
    expect(one.push('first line\nsecond')).toBe('first line\n')
    expect(one.push(' line\n')).toBe('second line\n')
    expect(one.push('dots . . . ')).toBe('dots . . . ')
    expect(one.end()).toBe('')
  })

  it('that is cut off leaves out half a secret', () => {
    const one = redaction.stream()
    expect(one.push('so it is hunter2 & "P')).toBe('so it is ')
    expect(one.end(true)).toBe(REDACTED)
    const other = redaction.stream()
    expect(other.push('a ghp_abc') + other.end(true)).toBe(`a ghp_${REDACTED}`)
    expect(other.push('plain') + other.end(true)).toBe('plain')
  })

  it('leaks nothing in 500 random streams', () => {
    const leaks = Array.from({ length: 500 }, (_, seed) => leaksIn(seed + 1))
    expect(leaks.flat()).toEqual([])
  })
})

/** Hides random secrets in random text, cuts it anywhere, and looks for every form of them in what is shown. */
function leaksIn(seed: number): string[] {
  const random = randomFrom(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/=-_ "\\%&äß'
  const word = (length: number) => Array.from({ length }, () => alphabet[below(alphabet.length)]).join('')
  // A blank at its edge would be a shorter secret, which is what it then hides.
  const secrets = Array.from({ length: 1 + below(4) }, () => `q${word(10 + below(40))}Z`)
  const encoded: readonly ((value: string) => string)[] = [
    (value) => value,
    (value) => JSON.stringify(value).slice(1, -1),
    (value) => encodeURIComponent(value),
    (value) => Buffer.from(value).toString('base64').replaceAll('=', ''),
    (value) => Buffer.from(value).toString('hex'),
    (value) => hexOf(value).join(' ').toUpperCase(),
    (value) => hexOf(value).join('').replaceAll(/.{4}/g, '$& ').trim(),
    (value) =>
      hexOf(value)
        .map((byte) => `0x${byte}`)
        .join(', '),
    (value) => Buffer.from(value, 'utf16le').toString('utf8'),
    (value) => Buffer.from(value, 'utf16le').swap16().toString('utf8'),
  ]
  const put: string[] = []
  let text = ''
  for (let n = 0; n < 12; n++) {
    text += random() < 0.02 ? word(below(20_000)) : word(below(200))
    const form = encoded[below(encoded.length)]?.(secrets[below(secrets.length)] ?? '') ?? ''
    put.push(form)
    // Digits around it would shift base64 and hexadecimal; that is another text, not a leak.
    text += ` ${form} ${random() < 0.5 ? '\n' : ''}`
  }
  const one = createRedaction(secrets).stream()
  let shown = ''
  const largest = [1, 7, 64, 5000][below(4)] ?? 1
  const size = largest === 1 && text.length > 2000 ? 500 : largest
  for (let at = 0; at < text.length;) {
    const length = 1 + below(size)
    shown += one.push(text.slice(at, at + length))
    at += length
  }
  shown += one.end()
  return put.filter((form) => shown.includes(form)).map((form) => `seed ${seed} shows ${form}`)
}

function randomFrom(seed: number): () => number {
  let state = seed * 2_654_435_761
  return () => {
    state = (Math.imul(state ^ (state >>> 15), state | 1) + 0x6d2b79f5) | 0
    const mixed = state ^ (state + Math.imul(state ^ (state >>> 7), state | 61))
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
