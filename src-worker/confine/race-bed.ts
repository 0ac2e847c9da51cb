import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { openRoot, type Root } from './open-beneath.ts'
import { errnoOf, PathRejected } from './path-rejected.ts'
import { exchange, makeBed } from './test-bed.ts'

/** What is exchanged for a link to the outside while the file behind it is opened. */
export type RaceCell = 'file' | 'directory' | 'deep directory'
export type Guard = 'none' | 'open' | 'open with kept directories' | 'resolveInside'

export interface RaceOptions {
  readonly cell: RaceCell
  readonly guard: Guard
  readonly tries: number
  /** Ends earlier when this much time has passed, or at the first escape of an unguarded race. */
  readonly maxMs: number
}

export interface RaceOutcome {
  readonly tries: number
  /** How often the file below the root was opened: a race in which nothing works proves nothing. */
  readonly successes: number
  readonly escapes: number
  readonly outsideDamaged: boolean
}

const PATIENCE_MS = 20_000

/** Lets someone exchange a component as fast as the system can while a file is opened, read and written. */
export async function race({ cell, guard, tries, maxMs }: RaceOptions): Promise<RaceOutcome> {
  const bed = makeBed()
  const { rel, real, decoy, target } = places(cell)
  bed.write(rel, 'inside')
  mkdirSync(dirname(join(bed.outside, target)), { recursive: true })
  writeFileSync(join(bed.outside, target), 'SECRET')
  symlinkSync(cell === 'file' ? join(bed.outside, target) : bed.outside, join(bed.root, decoy))
  const root = openRoot(bed.root, { cachedDirectories: guard === 'open with kept directories' ? 8 : 0 })

  function open(mode: 'read' | 'write'): number {
    if (guard === 'none') return checkThenOpen(bed.root, rel, mode)
    return root.open(guard === 'resolveInside' ? root.resolveInside(rel) : rel, mode)
  }

  const outsideFile = statSync(join(bed.outside, target)).ino
  const exchanger = await exchange(join(bed.root, real), join(bed.root, decoy))
  let done = 0
  let successes = 0
  let escapes = 0
  try {
    const began = performance.now()
    for (; done < tries; done++) {
      const elapsed = performance.now() - began
      // On a busy machine the first success may take its time.
      if (elapsed > maxMs && (successes > 0 || elapsed > PATIENCE_MS)) break
      const reached = attempt(open, done % 8 === 0 ? 'write' : 'read')
      if (reached === outsideFile) escapes += 1
      else if (reached !== undefined) successes += 1
      if (guard === 'none' && escapes > 0) break
    }
    const outsideDamaged = readFileSync(join(bed.outside, target), 'utf8') !== 'SECRET'
    return { tries: done, successes, escapes, outsideDamaged }
  } finally {
    exchanger.kill('SIGKILL')
    await once(exchanger, 'exit')
    root.close()
    bed.remove()
  }
}

export interface ActsOutcome {
  readonly tries: number
  readonly successes: number
  /** Listings that showed a name that lies outside only. */
  readonly escapes: number
  /** What lies outside afterwards, beside what lay there before. */
  readonly left: readonly string[]
}

/** The same with everything else that is done below a root: replacing, making, listing and removing. */
export async function raceActs(
  cell: Exclude<RaceCell, 'file'>,
  guard: 'none' | 'root',
  tries: number,
): Promise<ActsOutcome> {
  const bed = makeBed()
  const { rel, real, decoy, target } = places(cell)
  bed.write(rel, 'inside')
  mkdirSync(dirname(join(bed.outside, target)), { recursive: true })
  writeFileSync(join(bed.outside, target), 'SECRET')
  writeFileSync(join(dirname(join(bed.outside, target)), 'only-outside'), '')
  symlinkSync(bed.outside, join(bed.root, decoy))
  const root = openRoot(bed.root)
  const folder = dirname(rel)
  const before = contentOf(bed.outside)
  const acts = guard === 'root' ? rootActs(root, folder) : plainActs(bed.root, folder)
  const exchanger = await exchange(join(bed.root, real), join(bed.root, decoy))
  let successes = 0
  let escapes = 0
  let done = 0
  try {
    for (; done < tries; done++) {
      const name = `new-${done % 16}`
      for (const act of acts) {
        const names = quietly(() => act(name))
        if (names !== undefined) successes += 1
        if (names?.includes('only-outside') === true) escapes += 1
      }
      if (guard === 'none' && escapes > 0 && contentOf(bed.outside).length > before.length) break
    }
    const left = contentOf(bed.outside).filter((entry) => !before.includes(entry))
    return { tries: done, successes, escapes, left }
  } finally {
    exchanger.kill('SIGKILL')
    await once(exchanger, 'exit')
    root.close()
    bed.remove()
  }
}

type Act = (name: string) => readonly string[]

function rootActs(root: Root, folder: string): Act[] {
  const ignoring =
    (act: (path: string) => void): Act =>
    (name) => (act(`${folder}/${name}`), [])
  return [
    ignoring((path) => root.writeFile(path, Buffer.from('written'))),
    ignoring((path) => root.removeFile(path, () => undefined)),
    ignoring((path) => root.mkdir(`${path}-folder/inner`)),
    ignoring((path) => root.stat(path)),
    () => root.readdir(folder, { limit: 100 }).names,
  ]
}

/** The path is looked at, and then gone to. */
function plainActs(root: string, folder: string): Act[] {
  const checked =
    (act: (path: string) => readonly string[]): Act =>
    (name) => {
      if (realpathSync(join(root, folder)) !== join(root, folder)) throw new PathRejected('symlink', folder)
      return act(join(root, folder, name))
    }
  return [checked((path) => (writeFileSync(path, 'written'), [])), checked((path) => readdirSync(dirname(path)))]
}

function quietly<T>(act: () => T): T | undefined {
  try {
    return act()
  } catch (error) {
    if (error instanceof PathRejected || errnoOf(error) !== undefined) return undefined
    throw error
  }
}

/** Every entry below a folder, with what it holds. */
function contentOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => {
    const path = join(folder, name)
    return statSync(path).isFile() ? `${name}: ${readFileSync(path, 'utf8')}` : name
  })
}

function places(cell: RaceCell): { rel: string; real: string; decoy: string; target: string } {
  if (cell === 'file') return { rel: 'f.txt', real: 'f.txt', decoy: 'decoy', target: 'f.txt' }
  if (cell === 'directory') return { rel: 'd/f.txt', real: 'd', decoy: 'decoy', target: 'f.txt' }
  return { rel: 'a/b/c/d/f.txt', real: 'a/b', decoy: 'a/decoy', target: 'c/d/f.txt' }
}

/** What one is tempted to write: the check is right, and over by the time of the open. */
function checkThenOpen(root: string, rel: string, mode: 'read' | 'write'): number {
  const path = join(root, rel)
  if (!realpathSync(path).startsWith(`${root}/`)) throw new PathRejected('outside_repo', rel)
  return openSync(path, mode === 'read' ? 'r' : 'r+')
}

/** The number of the file that was opened, and written to in `write` mode; undefined when it was refused. */
function attempt(open: (mode: 'read' | 'write') => number, mode: 'read' | 'write'): number | undefined {
  let fd: number
  try {
    fd = open(mode)
  } catch (error) {
    if (error instanceof PathRejected || errnoOf(error) !== undefined) return undefined
    throw error
  }
  try {
    if (mode === 'write') writeSync(fd, 'written')
    return fstatSync(fd).ino
  } finally {
    closeSync(fd)
  }
}
