import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'interlock-compiled-'))
  mkdirSync(join(root, 'dist'))
  writeFileSync(join(root, 'dist/code.mjs'), 'export const all = 1\n')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

/** Loads code in a process that lets everybody write to what it makes. */
function load(begin: string) {
  const { NODE_COMPILE_CACHE: _, ...env } = process.env
  const script = `process.umask(0); ${begin}; await import(${JSON.stringify(pathToFileURL(join(root, 'dist/code.mjs')))})`
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { env, encoding: 'utf8' })
  expect(stderr).toBe('')
}

const here = (path: string) => JSON.stringify(pathToFileURL(join(import.meta.dirname, path)))

it.each([
  ['the daemon', () => `(await import(${here('keep-compiled.ts')})).keepCompiled(${JSON.stringify(root)})`],
  [
    'the command line',
    () =>
      `await (await import(${here('../cli/launch/handover.mjs')})).continueIn(${JSON.stringify(join(root, 'dist/code.mjs'))}, [])`,
  ],
])('what %s keeps compiled lies where nobody else can put code', (_, begin) => {
  const folder = join(root, 'dist/.compiled')
  mkdirSync(folder)
  for (let start = 0; start < 2; start++) {
    load(begin())
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    expect(readdirSync(folder)).not.toEqual([])
    rmSync(folder, { recursive: true })
  }
})
