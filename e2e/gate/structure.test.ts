import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { circlesAmongFolders, importsOf } from './imports.ts'
import { createSeededHouse } from './seeded-house.ts'

const root = join(import.meta.dirname, '../..')

describe('the tree', () => {
  it('has no circle among folders, at any level', () => {
    expect(circlesAmongFolders(importsOf(root))).toEqual([])
  })

  it('is read in full: the check above sees doors, relative paths and loads on demand', () => {
    const imports = importsOf(root)
    expect(imports).toContainEqual({ from: 'e2e/gate/structure.test.ts', to: 'e2e/gate/imports.ts' })
    expect(imports).toContainEqual({ from: 'e2e/gate/run.mjs', to: 'src-main/cli/launch/index.mjs' })
  })

  it('would show a circle, however long', () => {
    const circles = circlesAmongFolders([
      { from: 'src-main/core/work/a.ts', to: 'src-main/core/record/index.ts' },
      { from: 'src-main/core/record/b.ts', to: 'src-main/core/control/deep/c.ts' },
      { from: 'src-main/core/control/d.ts', to: 'src-main/core/work/index.ts' },
      { from: 'src-main/core/core.ts', to: 'src-main/core/work/index.ts' },
    ])
    expect(circles).toContain('src-main/core/work → src-main/core/record → src-main/core/control → src-main/core/work')
    expect(circles).toHaveLength(3)
  })
})

describe('a fault put into the house', () => {
  let house: ReturnType<typeof createSeededHouse>
  beforeAll(() => {
    house = createSeededHouse(root)
  })
  afterAll(() => house.dispose())

  it('is the only thing the checks complain about', () => {
    expect(house.typecheck()).toEqual({ code: 0, output: '' })
    expect(house.lint()).toMatchObject({ code: 0 })
  })

  it('fails the type check, one by one, where it imports a door against the arrows or a path behind one', () => {
    const against = [
      ['schemas', '#core'],
      ['src-worker/confine', '#core'],
      ['src-worker', '#core/record'],
      ['src-renderer', '#core'],
      ['src-main/core/record', '#core/control'],
      ['src-main/core/work', '#core/workers'],
      ['src-main/core/exchange', '#core/care'],
      ['src-main/core/care', '#core'],
      ['src-main/api', '#server'],
      ['src-main/server', '#daemon'],
      ['src-main/host', '#daemon'],
    ].map(([folder, door]) => ({ file: `${folder}/against.ts`, door, error: 'TS6307' }))
    const behind = { file: 'src-main/core/work/behind.ts', door: '#core/record/store', error: 'TS2307' }
    const faults = [...against, behind]
    for (const { file, door } of faults) house.write(file, `export { here } from '${door}'\n`)
    const { code, output } = house.typecheck()
    for (const { file } of faults) house.remove(file)
    expect(code).not.toBe(0)
    const missed = faults.filter(({ file, error }) => !new RegExp(`^${file}.* error ${error}`, 'm').test(output))
    expect(missed).toEqual([])
  })

  const faults = [
    ['src-main/core/work/past-door.ts', `export { here } from '../record/index.ts'`],
    ['src-main/core/work/deep/past-door.ts', `export { here } from '../../record/index.ts'`],
    ['src-main/core/work/deep/on-demand.ts', `export const load = () => import('../../record/index.ts')`],
    ['src-main/core/past-door.ts', `export { here } from './record/index.ts'`],
    ['src-main/core/record/up.ts', `export { here } from '../../../schemas/index.ts'`],
    ['src-main/server/up.ts', `export { here } from '../api/index.ts'`],
    ['src-worker/past-door.ts', `export { here } from './confine/index.ts'`],
    ['src-renderer/up.ts', `export { here } from '../schemas/index.ts'`],
    ['e2e/up.ts', `export { here } from '../schemas/index.ts'`],
    ['src-main/api/too-far.ts', `export { here } from '#core/record'`],
    ['src-main/cli/too-far.ts', `export { here } from '#core/work'`],
    ['src-main/server/shell.ts', `export * from 'electron'`],
    ['src-main/core/care/database.ts', `export { default as Database } from 'better-sqlite3'`],
    ['src-main/server/database.ts', `export { default as Database } from 'better-sqlite3'`],
    ['src-main/core/record/web.ts', `export { createServer } from 'node:http'`],
    ['src-main/core/exchange/web.ts', `export { createServer } from 'https'`],
    ['schemas/machine.ts', `export { readFileSync } from 'node:fs'`],
    ['src-renderer/machine.ts', `export { readFileSync } from 'node:fs'`],
  ] as const

  it('fails lint, one by one, where it reaches past a door or for a package that is not its own', () => {
    for (const [file, text] of faults) house.write(file, `${text}\n`)
    const { code, output } = house.lint()
    for (const [file] of faults) house.remove(file)
    expect(code).not.toBe(0)
    const noticed = output
      .split('\n')
      .filter((line) => line.includes('no-restricted-imports'))
      .map((line) => line.split(':')[0])
    expect(new Set(noticed)).toEqual(new Set(faults.map(([file]) => file)))
  })

  it('fails lint where a promise, also one of a library, is left to itself', () => {
    const file = 'src-main/core/record/floating.ts'
    house.write(file, `import { rm } from 'node:fs/promises'\nexport function drop() {\n  rm('x')\n}\n`)
    const { code, output } = house.lint()
    house.remove(file)
    expect(code).not.toBe(0)
    expect(output).toContain('no-floating-promises')
  })
})
