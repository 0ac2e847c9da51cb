import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { openRoot } from './open-beneath.ts'
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
  /** How often the inside was reached: a race in which nothing works proves nothing. */
  readonly reads: number
  readonly escapes: number
  readonly outsideDamaged: boolean
}

/** Lets someone exchange a component as fast as the system can while a file is opened, read and written. */
export async function race({ cell, guard, tries, maxMs }: RaceOptions): Promise<RaceOutcome> {
  const bed = makeBed()
  const { rel, real, decoy, target } = places(cell)
  bed.write(rel, 'inside')
  mkdirSync(dirname(join(bed.outside, target)), { recursive: true })
  writeFileSync(join(bed.outside, target), 'SECRET')
  symlinkSync(cell === 'file' ? join(bed.outside, target) : bed.outside, join(bed.root, decoy))
  const root = openRoot(bed.root, { cachedDirectories: guard === 'open with kept directories' ? 8 : 0 })
  const exchanger = await exchange(join(bed.root, real), join(bed.root, decoy))
  function open(mode: 'read' | 'write'): number {
    if (guard === 'none') return checkThenOpen(bed.root, rel, mode)
    return root.open(guard === 'resolveInside' ? root.resolveInside(rel) : rel, mode)
  }

  let done = 0
  let reads = 0
  let escapes = 0
  try {
    for (const deadline = performance.now() + maxMs; done < tries && performance.now() < deadline; done++) {
      // Reading mostly: a write that went outside would be seen in the end as well.
      const text = attempt(open, done % 8 === 0 ? 'write' : 'read')
      if (text === 'inside') reads += 1
      if (text === 'SECRET') escapes += 1
      if (guard === 'none' && escapes > 0) break
    }
    return { tries: done, reads, escapes, outsideDamaged: readFileSync(join(bed.outside, target), 'utf8') !== 'SECRET' }
  } finally {
    exchanger.kill('SIGKILL')
    root.close()
    bed.remove()
  }
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

function attempt(open: (mode: 'read' | 'write') => number, mode: 'read' | 'write'): string {
  let fd: number
  try {
    fd = open(mode)
  } catch (error) {
    if (error instanceof PathRejected || errnoOf(error) !== undefined) return 'refused'
    throw error
  }
  try {
    if (mode === 'write') {
      writeSync(fd, 'inside')
      return 'written'
    }
    const memory = Buffer.alloc(16)
    return memory.toString('utf8', 0, readSync(fd, memory))
  } finally {
    closeSync(fd)
  }
}
