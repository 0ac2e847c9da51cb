import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')
const CASES = 72

/** What would make a case of the list possible, of which there is nothing. Whoever adds it writes the case. */
const NOTHING_OF: readonly (readonly [case_: number, what: string, sign: RegExp])[] = [
  [58, 'tables that a spreadsheet would calculate', /text\/csv|tab-separated|\.(csv|tsv|xlsx)\b/i],
  [59, 'archives that are unpacked', /\bunzip|inflate(Raw)?Sync|createGunzip|yauzl|adm-zip|\.extractAll/],
  [62, 'images, fonts or documents that are decoded', /createImageBitmap|new Image\(|FontFace\(|pdfjs|from 'sharp'/],
]

const read = (pattern: string) => globSync(pattern, { cwd: root }).map((path) => readFileSync(join(root, path), 'utf8'))
const isSource = (path: string) => !path.endsWith('.test.ts') && !path.includes('/generated/')

describe('the attack list', () => {
  it('has a test for each case, by its number', () => {
    const tests = ['e2e/**/*.test.ts', 'src-*/**/*.test.ts', 'schemas/**/*.test.ts'].flatMap(read).join('\n')
    const named = new Set(
      tests.matchAll(/['"`(]case (\d+(?:(?:, | and | to )\d+)*)/g).flatMap(([, words = '']) => numbersIn(words)),
    )
    for (const [absent] of NOTHING_OF) named.add(absent)
    expect(Array.from({ length: CASES }, (_, at) => at + 1).filter((each) => !named.has(each))).toEqual([])
  })

  it.each(NOTHING_OF)('case %i has nothing to attack: there are no %s', (_, __, sign) => {
    const sources = ['src-*/**/*.{ts,tsx}', 'schemas/**/*.ts'].flatMap((pattern) => globSync(pattern, { cwd: root }))
    expect(sources.length).toBeGreaterThan(300)
    expect(sources.filter(isSource).filter((path) => sign.test(readFileSync(join(root, path), 'utf8')))).toEqual([])
  })
})

/** `22`, `22 and 23`, `1 to 9, 11 and 12` */
function numbersIn(words: string): number[] {
  return words.split(/,| and /).flatMap((part) => {
    const [first = Number.NaN, last = first] = part.split(' to ').map(Number)
    return Number.isNaN(first) ? [] : Array.from({ length: last - first + 1 }, (_, at) => first + at)
  })
}
