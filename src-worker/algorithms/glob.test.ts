import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileGlob, selectPaths } from './glob.ts'
import { askPython } from './python-oracle.ts'

const characters = fc.constantFrom(
  'a',
  'b',
  'c',
  '*',
  '?',
  '[',
  ']',
  '!',
  '-',
  '/',
  '.',
  '^',
  '\\',
  '&',
  '~',
  '|',
  'é',
  '😀',
  '\n',
  'Z',
)
const pattern = fc.string({ unit: characters, maxLength: 12 })
const bracket = fc.string({ unit: characters, maxLength: 9 }).map((inner) => `[${inner}]`)
const path = fc.string({
  unit: fc.constantFrom('a', 'b', '/', '-', '!', ']', '[', '^', '~', 'é', '😀', '\n', 'Z', '.'),
  maxLength: 8,
})

const FNMATCH = `
import fnmatch, re
def answer(case):
    try:
        return fnmatch.fnmatchcase(case[1], case[0])
    except re.error:
        return None
`

function expectPythonsAnswers(cases: [string, string][]): void {
  const answers = askPython(FNMATCH, cases)
  const wrong = cases
    .map(([glob, candidate], at) => ({
      glob,
      candidate,
      python: answers[at],
      ours: compileGlob(glob, 'dali')(candidate),
    }))
    // Python before 3.11 refuses backward ranges.
    .filter(({ python, ours }) => python !== null && python !== ours)
  expect(wrong.slice(0, 5)).toEqual([])
}

describe('a glob in dali mode', () => {
  it('matches what Python matches', () => {
    expectPythonsAnswers(fc.sample(fc.tuple(pattern, path), { numRuns: 8000, seed: 1 }))
    expectPythonsAnswers(
      fc.sample(
        fc.tuple(
          fc.oneof(
            bracket,
            fc.tuple(bracket, pattern).map((parts) => parts.join('')),
          ),
          path,
        ),
        { numRuns: 10_000, seed: 2 },
      ),
    )
    expectPythonsAnswers(
      fc.sample(
        fc.tuple(
          bracket,
          path.map((text) => Array.from(text)[0] ?? 'a'),
        ),
        { numRuns: 10_000, seed: 3 },
      ),
    )
  })

  it.each([
    ['src/*.py', 'src/deep/x/y.py', true],
    ['src/**/*.py', 'src/a.py', false],
    ['src/**/*.py', 'src/deep/a.py', true],
    ['**/*.md', 'README.md', false],
    ['*', '.hidden/h.md', true],
    ['docs/[brackets].md', 'docs/[brackets].md', false],
    ['*.MD', 'a.md', false],
    ['a?c', 'a/c', true],
  ])('%j and %j: %s', (glob, candidate, expected) => {
    expect(compileGlob(glob, 'dali')(candidate)).toBe(expected)
  })
})

describe('a glob', () => {
  it.each([
    ['src/**/*.py', 'src/a.py', true],
    ['src/**/*.py', 'src/deep/x/a.py', true],
    ['src/**/*.py', 'srcx/a.py', false],
    ['**/*.md', 'README.md', true],
    ['**/*.md', 'docs/a.md', true],
    ['**/**/a', 'a', true],
    ['**/**/a', 'x/y/z/a', true],
    ['a/**', 'a/b/c', true],
    ['a/**', 'a', false],
    ['x**/a', 'xa', false],
    ['x**/a', 'xy/a', true],
    ['**/b/**/d', 'a/b/c/d', true],
    ['**/b/**/d', 'b/d', true],
    ['**/b/**/d', 'ab/d', false],
    ['src/*.py', 'src/deep/y.py', true],
    ['*', 'a/b', true],
  ])('%j and %j: %s', (glob, candidate, expected) => {
    expect(compileGlob(glob)(candidate)).toBe(expected)
  })

  it('matches all that fnmatch does, and what it does without its directory wildcards', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '?', '**/'), maxLength: 8 })
    fc.assert(
      fc.property(text, path, (glob, candidate) => {
        const variants = withoutWildcards(glob)
        expect(compileGlob(glob)(candidate)).toBe(variants.some((variant) => compileGlob(variant, 'dali')(candidate)))
      }),
      { numRuns: 3000 },
    )
  })

  it('does not take long over hostile patterns', () => {
    const started = performance.now()
    for (const glob of ['*a'.repeat(64), '**/'.repeat(42), '[a-z]*'.repeat(21), '*?'.repeat(64), '**/*a'.repeat(25)]) {
      expect(compileGlob(`${glob}X`)(`${'a/'.repeat(2048)}b`)).toBe(false)
    }
    expect(performance.now() - started).toBeLessThan(2000)
  })
})

/** Every way of leaving out directory wildcards. */
function withoutWildcards(glob: string): string[] {
  const found = /(^|\/)\*\*\//g.exec(glob)
  if (found === null) return [glob]
  const at = found.index + (found[1] ?? '').length
  const [before, after] = [glob.slice(0, at), glob.slice(at + 3)]
  return [
    ...withoutWildcards(before + after),
    // What is kept must not be found again: a placeholder stands for it meanwhile.
    ...withoutWildcards(`${before}\0${after}`).map((variant) => variant.replace('\0', '**/')),
  ]
}

describe('selectPaths', () => {
  const paths = ['README.md', 'docs/a.md', 'docs/old.bak.md', 'src/a.py', 'src/b.py']

  it('takes the first ones that are included and not excluded', () => {
    expect(selectPaths(paths, { include: ['*.md', '*.py'], exclude: ['**/*.bak.*'], maxFiles: 3 })).toEqual([
      'README.md',
      'docs/a.md',
      'src/a.py',
    ])
  })

  it('takes nothing without an include', () => {
    expect(selectPaths(paths, { include: [], exclude: [], maxFiles: 3 })).toEqual([])
  })
})
