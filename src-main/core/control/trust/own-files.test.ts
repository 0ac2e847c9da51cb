import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ownFiles } from './own-files.ts'
import { GRANTS_FILE, readProviders } from './provider-files.ts'
import { aFolder, put } from './test-bed.ts'

async function problemOf(folder: string): Promise<string> {
  const found = await ownFiles(folder)
  return 'problem' in found ? found.problem : `${found.files.length} files`
}

describe('a folder that decides about trust', () => {
  it('is read with what lies below it, and may be missing', async () => {
    const folder = aFolder()
    put(folder, 'a.mjs', '')
    put(folder, 'lib/b.mjs', '')
    expect(await problemOf(folder)).toBe('2 files')
    expect(await problemOf(join(folder, 'none'))).toBe('0 files')
  })

  it('is refused when others can write it, or anything in it', async () => {
    for (const [what, mode] of [
      ['', 0o777],
      ['', 0o770],
      ['a.mjs', 0o666],
      ['a.mjs', 0o620],
      ['lib', 0o777],
      ['lib/b.mjs', 0o602],
    ] as const) {
      const folder = aFolder()
      put(folder, 'a.mjs', '')
      put(folder, 'lib/b.mjs', '')
      chmodSync(join(folder, what), mode)
      expect(await problemOf(folder)).toMatch(/can be written by others/)
    }
  })

  it('is refused with a link in it, or when it is one', async () => {
    const folder = aFolder()
    put(folder, 'a.mjs', '')
    symlinkSync(join(folder, 'a.mjs'), join(folder, 'b.mjs'))
    expect(await problemOf(folder)).toMatch(/b\.mjs is a symbolic link/)
    const link = join(aFolder(), 'link')
    symlinkSync(aFolder(), link)
    expect(await problemOf(link)).toMatch(/link is a symbolic link/)
  })

  it('is refused below a folder where others can put another in its place', async () => {
    const above = join(aFolder(), 'above')
    const folder = join(above, 'inside')
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    chmodSync(above, 0o777)
    expect(await problemOf(folder)).toMatch(/above can be written by others/)
    // As in /tmp, nobody can rename there what is not his.
    chmodSync(above, 0o1777)
    expect(await problemOf(folder)).toBe('0 files')
  })

  it.runIf(process.getuid?.() === 0)('is refused when it or a file in it belongs to somebody else', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'interlock-owned-'))
    try {
      const file = put(folder, 'a.mjs', '')
      chownSync(file, 12_345, 12_345)
      expect(await problemOf(folder)).toMatch(/a\.mjs belongs to another user/)
      chownSync(file, 0, 0)
      chownSync(folder, 12_345, 12_345)
      expect(await problemOf(folder)).toMatch(/belongs to another user/)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('providers', () => {
  it('are known by their file names, one each', async () => {
    const folder = aFolder()
    for (const name of ['vault.mjs', 'judge.js', 'twice.js', 'twice.mjs', 'Bad Name.mjs', 'notes.txt'])
      put(folder, name, name)
    const { providers, refused, problem } = await readProviders(folder)
    expect(problem).toBeNull()
    expect([...providers.keys()].toSorted()).toEqual(['judge', 'vault'])
    expect(refused.map(({ name }) => name).toSorted()).toEqual(['Bad Name.mjs', 'twice.js', 'twice.mjs'])
  })

  it('have another hash when anything changes that they can load', async () => {
    const folder = aFolder()
    put(folder, 'vault.mjs', 'a')
    put(folder, 'other.mjs', 'a')
    put(folder, 'lib/shared.mjs', 'a')
    const sum = async () => (await readProviders(folder)).providers.get('vault')?.sha256
    const before = await sum()
    put(folder, 'other.mjs', 'b')
    expect(await sum()).toBe(before)
    put(folder, 'lib/shared.mjs', 'b')
    expect(await sum()).not.toBe(before)
  })

  it('reach no host unless the operator names it, and none is used where that cannot be read', async () => {
    const folder = aFolder()
    put(folder, 'vault.mjs', '')
    const vault = async () => (await readProviders(folder)).providers.get('vault')
    expect(await vault()).toMatchObject({ hosts: [], timeoutMs: 10_000 })
    put(folder, GRANTS_FILE, JSON.stringify({ vault: { hosts: ['vault.example.com'], timeout_ms: 500 } }))
    expect(await vault()).toMatchObject({ hosts: ['vault.example.com'], timeoutMs: 500 })
    for (const text of [
      '{',
      '[]',
      '{"vault":{"hosts":["*"]}}',
      '{"vault":{"host":[]}}',
      '{"vault":{"timeout_ms":999999}}',
    ]) {
      put(folder, GRANTS_FILE, text)
      expect(await readProviders(folder)).toMatchObject({
        problem: expect.stringMatching(/has not the form/) as unknown,
        providers: new Map(),
      })
    }
  })
})
