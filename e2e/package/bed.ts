import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { buildBundle, newFolder, root } from './bundle.ts'
import { contentsOf, type PackagedFile } from './contents.ts'
import { fakeElectron } from './fake-electron.ts'
import type { LinuxPackage } from './pack.ts'
import { SYSTEMS, type System, unpackedFolder } from './systems.ts'

const run = promisify(execFile)

export const ARCHITECTURE = 'x64'

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
  readonly packages: Readonly<Record<System, Packaged>>
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
  const [linux, mac, win, tested] = await Promise.all([
    pack(folder, bundle, 'linux', 'shipped', ['--dir']),
    pack(folder, bundle, 'mac', 'shipped', ['--dir']),
    pack(folder, bundle, 'win', 'shipped', ['--dir']),
    pack(folder, bundle, 'linux', 'tested', ['--dir']),
  ])
  return { folder, bundle, packages: { linux, mac, win }, tested }
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
