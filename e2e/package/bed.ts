import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { buildBundle, newFolder, root } from './bundle.ts'
import { contentsOf, type PackagedFile } from './contents.ts'
import { fakeElectron } from './fake-electron.ts'
import type { LinuxPackage } from './pack.ts'
import { type Architecture, SYSTEMS, type System, thisSystem, unpackedFolder } from './systems.ts'

const run = promisify(execFile)

export const ARCHITECTURE: Architecture = process.arch === 'arm64' ? 'arm64' : 'x64'

/** Systems an application can be put together for on this one: for macOS not on Windows, which has no links as its parts want them. */
export const POSSIBLE: readonly System[] = process.platform === 'win32' ? ['linux', 'win'] : ['linux', 'mac', 'win']

export interface Packaged {
  /** Folder the application was put together in. */
  readonly folder: string
  /** File that holds the fuses, as @electron/fuses wants to be told. */
  readonly program: string
  readonly archive: string
  readonly files: readonly PackagedFile[]
}

export interface Bed {
  readonly folder: string
  /** What was built for it; see vite.build.ts. */
  readonly bundle: string
  readonly packages: ReadonlyMap<System, Packaged>
  /** That of the system this runs on. */
  readonly own: Packaged
  /** The build that tests can look into. */
  readonly tested: Packaged
}

/**
 * Builds, and packages for all three systems with electron-builder as a release does, but for two things: Electron is a fake,
 * and no installer is made, since the tools for these are downloads.
 */
export async function packageEverything(): Promise<Bed> {
  const folder = newFolder('check')
  const bundle = buildBundle(join(folder, 'bundle'))
  const [tested, ...shipped] = await Promise.all([
    pack(folder, bundle, thisSystem(), 'tested', ['--dir']),
    ...POSSIBLE.map((system) => pack(folder, bundle, system, 'shipped', ['--dir'])),
  ])
  const packages = new Map(POSSIBLE.flatMap((system, at) => (shipped[at] === undefined ? [] : [[system, shipped[at]]])))
  const own = packages.get(thisSystem())
  if (own === undefined) throw new Error('There is no package for this system.')
  return { folder, bundle, packages, own, tested }
}

/** What fpm would be told of a Linux package. The bundle in it is none: nothing of it is started. */
export async function explainLinuxPackage(folder: string): Promise<LinuxPackage> {
  const bundle = join(folder, 'bundle')
  mkdirSync(join(bundle, 'dist'), { recursive: true })
  writeFileSync(join(bundle, 'dist', 'desktop.js'), '// An entry.\n')
  const explanation = join(folder, 'linux-package.json')
  await pack(folder, bundle, 'linux', 'shipped', ['--linux-package', explanation])
  return JSON.parse(readFileSync(explanation, 'utf8')) as LinuxPackage
}

async function pack(
  folder: string,
  bundle: string,
  system: System,
  build: 'shipped' | 'tested',
  options: string[],
): Promise<Packaged> {
  const output = join(folder, `${system}-${build}`)
  const electron = join(folder, `electron-${system}-${build}`)
  mkdirSync(electron)
  await fakeElectron(system, electron)
  const told = ['--system', system, '--arch', ARCHITECTURE, '--output', output, '--bundle', bundle]
  await run(
    process.execPath,
    [join(import.meta.dirname, 'pack.ts'), ...told, '--electron-dist', electron, ...options],
    {
      cwd: root,
      env: { ...process.env, INTERLOCK_BUILD: build },
    },
  )
  const unpacked = join(output, unpackedFolder(system, ARCHITECTURE))
  return {
    folder: unpacked,
    program: join(unpacked, SYSTEMS[system].program),
    archive: join(unpacked, SYSTEMS[system].resources, 'app.asar'),
    files: contentsOf(unpacked, system),
  }
}
