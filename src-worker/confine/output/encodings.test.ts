import { execFileSync } from 'node:child_process'
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
