import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { getRawHeader } from '@electron/asar'
import { SYSTEMS, type System } from './systems.ts'

export interface PackagedFile {
  /** From the root of the archive, or of the folder the application is put together in. */
  readonly path: string
  readonly size: number
  /** In app.asar, beside it in app.asar.unpacked, or outside of both: Electron and what lies next to it. */
  readonly where: 'archive' | 'unpacked' | 'outside'
}

interface Entry {
  readonly files?: Readonly<Record<string, Entry>>
  readonly size?: number
  readonly unpacked?: boolean
}

/** All files of a package that was put together in `folder`. */
export function contentsOf(folder: string, system: System): PackagedFile[] {
  const resources = join(folder, SYSTEMS[system].resources)
  const archive = join(resources, 'app.asar')
  const packed = entriesOf((getRawHeader(archive).header as Entry).files ?? {}, '')
  const outside = filesUnder(folder)
    .map((path) => ({ path, size: statSync(join(folder, path)).size, where: 'outside' as const }))
    .filter(({ path }) => !path.includes('/app.asar'))
  return [...packed, ...outside]
}

function entriesOf(files: Readonly<Record<string, Entry>>, folder: string): PackagedFile[] {
  return Object.entries(files).flatMap(([name, entry]) => {
    const path = `${folder}${name}`
    if (entry.files !== undefined) return entriesOf(entry.files, `${path}/`)
    return [{ path, size: entry.size ?? 0, where: entry.unpacked === true ? 'unpacked' : 'archive' } as const]
  })
}

export function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .toSorted()
}

/** The parts a package consists of, in this order: the first whose form fits a file has it. */
const PARTS: readonly [part: string, form: RegExp][] = [
  ['console', /^dist\/renderer\//],
  ['main, worker, command line', /^dist\//],
  ['native modules', /^node_modules\//],
  ['documents', /^docs\//],
  ['resources', /^(resources\/(?!app\.asar)|package\.json$)/],
]

/** Bytes of each part of what is ours. */
export function sizesOf(files: readonly PackagedFile[]): Map<string, number> {
  const sizes = new Map(PARTS.map(([part]) => [part, 0]))
  for (const { path, size, where } of files) {
    if (where === 'outside') continue
    const part = PARTS.find(([, form]) => form.test(path))?.[0] ?? 'elsewhere'
    sizes.set(part, (sizes.get(part) ?? 0) + size)
  }
  return sizes
}

/** Parts over their budget, in words. A part without one is over it. */
export function overBudget(sizes: ReadonlyMap<string, number>, budget: Readonly<Record<string, number>>): string[] {
  return [...sizes].flatMap(([part, size]) => {
    const most = (budget[part] ?? 0) * 1024
    return size <= most ? [] : [`${part}: ${kilobytes(size)} of at most ${kilobytes(most)}`]
  })
}

/** A table of what is in it, for people. */
export function listingOf(system: System, files: readonly PackagedFile[]): string {
  const ours = files.filter(({ where }) => where !== 'outside')
  const rows = [...sizesOf(files)].map(([part, size]) => `  ${part.padEnd(28)}${kilobytes(size).padStart(10)}`)
  const largest = ours.toSorted((a, b) => b.size - a.size).slice(0, 8)
  const unpacked = ours.filter(({ where }) => where === 'unpacked')
  return [
    `${system}: ${ours.length} files of ours, ${unpacked.length} of them unpacked`,
    ...rows,
    '  largest:',
    ...largest.map(({ path, size }) => `    ${kilobytes(size).padStart(9)}  ${path}`),
  ].join('\n')
}

function kilobytes(size: number): string {
  return `${Math.ceil(size / 1024).toLocaleString('en')} kB`
}

/** The plan of what may be in a package, by path; a file that no line of it fits has come in by mistake. */
export function unexpectedFiles(files: readonly PackagedFile[], expected: readonly RegExp[]): string[] {
  return files
    .filter(({ path, where }) => where !== 'outside' && !expected.some((form) => form.test(path)))
    .map(({ path }) => path)
}

/** Words that must be in no file of ours: where it was built, maps of sources, keys. */
export function leaksIn(folder: string, words: readonly string[]): string[] {
  return filesUnder(folder).flatMap((path) => {
    if (path.endsWith('.node')) return []
    const text = readFileSync(join(folder, path), 'utf8')
    return words.filter((word) => text.includes(word)).map((word) => `${path} holds ${JSON.stringify(word)}`)
  })
}
