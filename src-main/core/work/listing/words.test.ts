import { describe, expect, it } from 'vitest'
import { readSearchText } from './words.ts'

const match = (q: string) => readSearchText(q).match

describe('what is searched for', () => {
  it('is every word, the last one as a beginning', () => {
    expect(match('npm test')).toBe('"npm" AND "test" *')
    expect(match('  README.md ')).toBe('"README.md" *')
  })

  it('keeps together what stands in quotation marks, closed or not', () => {
    expect(match('"npm test" fast')).toBe('"npm test" AND "fast" *')
    expect(match('fast "npm te')).toBe('"fast" AND "npm te"')
  })

  it('never says anything in the language of the index', () => {
    expect(match('a OR b* title:c NEAR(d) -e ^f')).toBe(
      '"a" AND "OR" AND "b*" AND "title:c" AND "NEAR(d)" AND "-e" AND "^f"',
    )
    expect(match('x"y')).toBe('"x" AND "y"')
    expect(match('nul\0l ok')).toBe('"nul l" AND "ok" *')
  })

  it('is nothing where no word is', () => {
    for (const q of ['', '  ', '%', '"', '""', '* -', '"…" ()']) expect(match(q)).toBeNull()
    expect(match('% word')).toBe('"word" *')
  })

  it('does not take one letter for a beginning, but one character of another script', () => {
    expect(match('a')).toBe('"a"')
    expect(match('v1.2')).toBe('"v1.2"')
    expect(match('日')).toBe('"日" *')
  })

  it('names the words a beginning may mean, where they are few', () => {
    const known = ['test', 'tester', 'tests']
    const wordsOf = (beginning: string) =>
      beginning === 'many' ? undefined : known.filter((each) => each.startsWith(beginning))
    const named = (q: string) => readSearchText(q, wordsOf)
    expect(named('npm TEST')).toMatchObject({ match: '"npm" AND ("test" OR "tester" OR "tests")', probes: true })
    expect(named('run_test')).toMatchObject({ match: '("run test" OR "run tester" OR "run tests")', probes: true })
    expect(named('tes')).toMatchObject({ match: '"tes" *', probes: true })
    expect(named('zebra')).toMatchObject({ match: '"zebra" *', probes: true })
    expect(named('many')).toMatchObject({ match: '"many" *', probes: false })
    expect(named('größe')).toMatchObject({ match: '"größe" *', probes: false })
    expect(named('"test"')).toMatchObject({ match: '"test"', probes: true })
  })

  it('may be an id or the end of one', () => {
    expect(readSearchText('job-findme-abcdefgh')).toMatchObject({
      id: 'job-findme-abcdefgh',
      tail: { from: 'hgfedcba', text: 'job-findme-abcdefgh' },
    })
    expect(readSearchText('cdefgh')).toMatchObject({ id: 'cdefgh', tail: { from: 'hgfedc' } })
    expect(readSearchText('efgh')).toMatchObject({ id: 'efgh', tail: null })
    expect(readSearchText('two words')).toMatchObject({ id: null, tail: null })
  })
})
