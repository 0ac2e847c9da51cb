import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openRoot, PathRejected } from '#confine'
import { isAmong, restrictedRoot } from './restricted-root.ts'

function aRoot() {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-restricted-'))
  for (const name of ['docs', 'docs-private', 'src']) mkdirSync(join(folder, name))
  for (const name of ['docs/a.md', 'docs-private/b.md', 'src/c.ts', 'top.txt']) writeFileSync(join(folder, name), name)
  symlinkSync('../src/c.ts', join(folder, 'docs', 'way-out.ts'))
  const root = openRoot(folder)
  onTestFinished(() => {
    root.close()
    rmSync(folder, { recursive: true })
  })
  return root
}

function reasonOf(act: () => unknown): string {
  try {
    act()
    return 'done'
  } catch (error) {
    if (error instanceof PathRejected) return error.reason
    throw error
  }
}

it('opens the named paths and nothing beside them, whatever its name begins with', () => {
  const root = restrictedRoot(aRoot(), ['docs', 'top.txt'])
  const options = { limitBytes: 100 }
  expect(root.readInside('docs/a.md', options).bytes.toString()).toBe('docs/a.md')
  expect(root.readFile('top.txt', options).bytes.toString()).toBe('top.txt')
  for (const path of ['docs-private/b.md', 'src/c.ts']) {
    expect(reasonOf(() => root.readInside(path, options))).toBe('not_in_contract')
    expect(reasonOf(() => root.readFile(path, options))).toBe('not_in_contract')
    expect(reasonOf(() => root.writeFile(path, Buffer.from('x')))).toBe('not_in_contract')
    expect(reasonOf(() => root.open(path, 'read'))).toBe('not_in_contract')
    expect(reasonOf(() => root.stat(path))).toBe('not_in_contract')
  }
  expect(reasonOf(() => root.readdir('.', { limit: 10 }))).toBe('not_in_contract')
})

it('follows no link out of the named paths', () => {
  const root = restrictedRoot(aRoot(), ['docs'])
  expect(reasonOf(() => root.readInside('docs/way-out.ts', { limitBytes: 100 }))).toBe('not_in_contract')
})

it('restricts nothing where nothing is named', () => {
  const root = aRoot()
  expect(restrictedRoot(root, undefined)).toBe(root)
  expect(isAmong(['a/b'], 'a/b/c')).toBe(true)
  expect(isAmong(['a/b'], 'a')).toBe(false)
})
