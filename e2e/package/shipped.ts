import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from './bundle.ts'

/** A package of which something is in the application. */
export interface Shipped {
  readonly name: string
  readonly version: string
  /** As its package.json says, in SPDX's words. */
  readonly licence: string
  readonly homepage: string | undefined
  readonly author: string | undefined
  /** What it asks to be passed on: files of licences and notices, by name. */
  readonly texts: readonly { readonly file: string; readonly text: string }[]
  /** From the folder of the project, as the lockfile names it. */
  readonly folder: string
  readonly how: 'bundled' | 'module' | 'runtime'
}

/** Loaded as they are, beside the bundle. What only Windows loads is listed everywhere, so that the list is one. */
const MODULES = ['better-sqlite3', 'koffi']
/** Parts of koffi for Windows, under its licence; npm installs them there only. */
const ELSEWHERE = ['@koromix/koffi-win32-arm64', '@koromix/koffi-win32-x64']
/** Its styles come through a plugin and not as modules. */
const STYLES = ['tailwindcss']

const NOTICES = /^(licen[cs]e|copying|notice|copyright)([.-].*)?$/i

/** All packages of which something is shipped, by name; from the modules that a bundle holds, for bundled ones have no other mark. */
export function shippedPackages(modules: readonly string[]): Shipped[] {
  const bundled = modules.map((path) => packageOf(join(root, path)))
  const own = (names: readonly string[]) => names.map((name) => join(root, 'node_modules', name))
  const found = new Map<string, Shipped>()
  for (const folder of [...bundled, ...own(STYLES)]) found.set(folder, described(folder, 'bundled'))
  for (const folder of own(MODULES)) found.set(folder, described(folder, 'module'))
  for (const folder of own(['electron'])) found.set(folder, described(folder, 'runtime'))
  const koffi = described(join(root, 'node_modules', 'koffi'), 'module')
  for (const name of ELSEWHERE) found.set(name, { ...koffi, name, folder: `node_modules/${name}` })
  return [...found.values()].toSorted(
    (a, b) => compare(a.name, b.name) || compare(a.version, b.version) || compare(a.folder, b.folder),
  )
}

/** The package a file belongs to: the nearest folder with a name, for some hold package.json of parts. */
function packageOf(file: string): string {
  for (let folder = dirname(file); folder.length > root.length; folder = dirname(folder)) {
    const path = join(folder, 'package.json')
    if (existsSync(path) && typeof readManifest(folder).version === 'string') return folder
  }
  throw new Error(`${file} belongs to no package.`)
}

interface Manifest {
  readonly name?: string
  readonly version?: string
  readonly license?: string | { readonly type: string }
  readonly homepage?: string
  readonly author?: string | { readonly name?: string }
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
}

function described(folder: string, how: Shipped['how']): Shipped {
  const { name, version, license, homepage, author } = readManifest(folder)
  if (name === undefined || version === undefined) throw new Error(`${folder} has no name or version.`)
  return {
    name,
    version,
    licence: (typeof license === 'object' ? license.type : license) ?? 'none stated',
    homepage,
    author: (typeof author === 'object' ? author.name : author)?.replace(/\s*[<(].*/, ''),
    texts: readdirSync(folder)
      .filter((file) => NOTICES.test(file))
      .toSorted(compare)
      .map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim() })),
    folder: folder.slice(root.length + 1).replaceAll('\\', '/'),
    how,
  }
}

/** The same on every machine, whatever its language. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
