import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createRedaction, REDACTED } from './redactor.ts'

const SECRET = `hunter/2+it's "<&>" \\ done`

const said = (program: string, ...args: string[]) => execFileSync(program, args, { encoding: 'utf8' }).trim()

describe('case 56 a known value', () => {
  it.each<[string, () => string]>([
    ['as PHP and others write JSON', () => JSON.stringify(SECRET).replaceAll('/', String.raw`\/`)],
    ['as JSON in JSON', () => JSON.stringify(JSON.stringify(SECRET))],
    ['as HTML', () => said('python3', '-c', 'import html, sys; print(html.escape(sys.argv[1]))', SECRET)],
    ['as a shell writes it', () => said('python3', '-c', 'import shlex, sys; print(shlex.quote(sys.argv[1]))', SECRET)],
    ['between apostrophes', () => `'${SECRET.replaceAll("'", String.raw`'\''`)}'`],
  ])('is hidden %s', (_, written) => {
    const text = `key=${written()} end`
    const shown = createRedaction([SECRET]).text(text)
    expect(text).toContain('hunter')
    expect(shown).toContain(REDACTED)
    expect(shown).not.toContain('hunter')
  })
})

describe('case 56 a known value shown as bytes', () => {
  const SHORT = 'hunter/2+x'
  const piped = (value: string, program: string, ...args: string[]) => execFileSync(program, args, { input: value })

  it.each<[string, Buffer]>([
    ['in UTF-16LE', piped(SHORT, 'iconv', '-f', 'UTF-8', '-t', 'UTF-16LE')],
    ['in UTF-16BE', piped(SHORT, 'iconv', '-f', 'UTF-8', '-t', 'UTF-16BE')],
    ['by od', piped(SHORT, 'od', '-An', '-tx1')],
    ['by od with letters beside', piped(`at ${SHORT}`, 'od', '-Ax', '-tx1z')],
  ])('is hidden %s', (_, bytes) => {
    const text = bytes.toString('utf8')
    const shown = createRedaction([SHORT]).text(text)
    expect(shown).toContain(REDACTED)
    expect(shown.replaceAll(/[^a-z0-9]/g, '')).not.toMatch(/hunter|68756e746572/)
  })

  it('in words whose bytes are exchanged, or over several lines, is not found', () => {
    const words = piped(SHORT, 'od', '-An', '-tx2').toString()
    expect(createRedaction([SHORT]).text(words)).toBe(words)
    const lines = piped(SHORT.repeat(3), 'od', '-An', '-tx1').toString()
    expect(createRedaction([SHORT.repeat(3)]).text(lines)).toBe(lines)
  })

  it.each(['łódź-secret-value', 'пароль-очень-тайный'])('in UTF-16 is hidden in %s wherever it is cut', (secret) => {
    const redaction = createRedaction([secret])
    for (const order of ['UTF-16LE', 'UTF-16BE']) {
      const text = piped(`at ${secret}\n`, 'iconv', '-f', 'UTF-8', '-t', order).toString('utf8')
      for (let cut = 0; cut <= text.length; cut++) {
        const one = redaction.stream()
        expect(one.push(text.slice(0, cut)) + one.push(text.slice(cut)) + one.end()).toContain(REDACTED)
      }
    }
  })

  it('and almost written, with zeros that could be read many ways, is passed over at once', () => {
    const secret = 'kQ7zP2mX9wLb4vRt8sYh3cDf6gJn1aEqTu5iOo0p'
    const text = Buffer.from(secret.slice(0, -1)).toString('hex').replaceAll(/../g, '$&000')
    const before = performance.now()
    expect(createRedaction([secret]).finds(`${text} `)).toBe(false)
    expect(performance.now() - before).toBeLessThan(1000)
  })

  it('is hidden by its digits however long it is', () => {
    const secret = createHash('shake256', { outputLength: 8192 }).update('long').digest('hex')
    const digits = Buffer.from(secret).toString('hex').replaceAll(/../g, '$& ')
    expect(createRedaction([secret]).text(`at ${digits}end`)).toMatch(/^at (\[redacted\] )+end$/)
  })
})
