import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { FAILURE_CODES } from '#schemas'

const root = join(import.meta.dirname, '..', '..')

/** Codes that are written down where runs are ended. */
function codesIn(files: string, pattern: RegExp): string[] {
  return globSync(files, { cwd: root })
    .filter((file) => !file.includes('.test.'))
    .flatMap((file) => [...readFileSync(join(root, file), 'utf8').matchAll(pattern)].map(([, code]) => code ?? ''))
}

it('knows every code a run can end with, so that lists can be filtered by it', () => {
  const codes = [
    ...codesIn('src-worker/**/*.ts', /\bfailed\(\s*'([a-z_]+)'/g),
    ...codesIn('src-worker/run/*.ts', /new RunEnd\('[a-z_]+', '([a-z_]+)'/g),
    ...codesIn('src-main/core/workers/*.ts', /\bstate: '[a-z_]+'(?: as const)?,\s*code: '([a-z_]+)'/g),
  ]
  expect(codes.length).toBeGreaterThan(20)
  expect(codes.filter((code) => !FAILURE_CODES.some((known) => known === code))).toEqual([])
})
