import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { launch } from '../launch.ts'
import { openRoot } from '../open-beneath.ts'
import { type Bed, makeBed } from '../test-bed.ts'
import { DEFAULT_CONFINEMENT } from './confinement.ts'
import { detectToolchains, programFolders, toolchainOf, toolchainWith } from './toolchains.ts'

let bed: Bed
beforeEach(() => (bed = makeBed()))
afterEach(() => bed.remove())

it('finds what is there, and leaves out what holds credentials beside programs', () => {
  for (const folder of ['.nvm/versions', '.cargo/bin', '.cargo/registry'])
    mkdirSync(join(bed.outside, folder), { recursive: true })
  const found = detectToolchains(bed.outside).filter(({ paths }) => paths.some((path) => path.startsWith(bed.outside)))
  expect(found).toEqual([
    { name: 'nvm', paths: [join(bed.outside, '.nvm/versions')] },
    { name: 'cargo', paths: [join(bed.outside, '.cargo/bin')] },
  ])
  expect(toolchainOf(join(bed.outside, '.cargo/bin/rustc'), found)?.name).toBe('cargo')
  expect(toolchainOf(join(bed.outside, '.cargo/credentials.toml'), found)).toBeUndefined()
})

it('knows where programs of a toolchain lie, the newest version first', () => {
  const put = (path: string) => {
    mkdirSync(join(bed.outside, path, '..'), { recursive: true })
    writeFileSync(join(bed.outside, path), '')
  }
  for (const path of ['.nvm/versions/node/v9.1.0/bin/node', '.nvm/versions/node/v22.3.0/bin/node', '.cargo/bin/cargo'])
    put(path)
  const found = detectToolchains(bed.outside)
  const [nvm] = found
  expect(programFolders(nvm?.paths ?? [])).toEqual(
    ['v22.3.0', 'v9.1.0'].map((version) => join(bed.outside, `.nvm/versions/node/${version}/bin`)),
  )
  expect(toolchainWith('cargo', found)).toMatchObject({
    toolchain: { name: 'cargo' },
    folder: join(bed.outside, '.cargo/bin'),
  })
  expect(toolchainWith('nothing-of-that-name', found)).toBeUndefined()
  expect(programFolders([join(bed.outside, 'gone')])).toEqual([])
})

it('shows a named toolchain read-only, and names it where it is missing', async () => {
  const bin = join(bed.outside, 'bin')
  mkdirSync(bin)
  writeFileSync(join(bin, 'compiler'), '#!/bin/sh\necho compiled; echo evil > "$0"\n')
  chmodSync(join(bin, 'compiler'), 0o755)
  const root = openRoot(bed.root)
  let out = ''
  const start = (toolchains: readonly string[]) =>
    launch({
      argv: ['compiler'],
      cwd: { root, path: '.' },
      env: { PATH: `/usr/bin:/bin:${bin}` },
      onOutput: (_, bytes) => void (out += bytes.toString()),
      stdin: 'ignore',
      timeoutMs: 20_000,
      confinement: { ...DEFAULT_CONFINEMENT, toolchains },
    })
  await expect(start([])).rejects.toMatchObject({
    code: 'not_in_sandbox',
    message: expect.stringContaining(`it needs ${bin}/compiler`) as unknown,
  })
  const exit = await (await start([bin])).exited
  root.close()
  expect(out).toMatch(/^compiled\n.*(Read-only|Permission)/s)
  expect(exit.exitCode).not.toBe(0)
})
