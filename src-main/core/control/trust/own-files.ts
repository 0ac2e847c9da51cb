import type { Stats } from 'node:fs'
import { lstat, readdir, realpath } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { codeOf } from '#core/record'

/** A file of a folder that nobody else can change. */
export interface OwnFile {
  readonly path: string
  /** Relative to the folder, with `/`. */
  readonly name: string
  readonly size: number
}

/** What lies in a folder whose every file decides about trust, or why none of it is believed. */
export type OwnFiles =
  | { readonly folder: string; readonly files: readonly OwnFile[] }
  | { readonly folder: string; readonly problem: string }

const MAX_ENTRIES = 1000
/** All of it is hashed each time somebody is asked. */
const MAX_BYTES = 4 * 1024 * 1024

const GROUP_OR_OTHERS_WRITE = 0o022
const STICKY = 0o1000

class Doubtful extends Error {}

/**
 * Looks through a folder. One link, one file of another user or that others can write, here or above, and nothing of it is
 * believed: any file there may load any other. A folder that is not there has no files.
 */
export async function ownFiles(folder: string): Promise<OwnFiles> {
  try {
    const found = await lstat(folder)
    if (found.isSymbolicLink()) throw new Doubtful(`${folder} is a symbolic link`)
    if (!found.isDirectory()) throw new Doubtful(`${folder} is not a folder`)
    const real = join(await realpath(dirname(folder)), basename(folder))
    await checkAbove(real)
    checkOwn(real, found)
    return { folder: real, files: await filesIn(real) }
  } catch (error) {
    if (error instanceof Doubtful) return { folder, problem: `${error.message}.` }
    if (codeOf(error) === 'ENOENT') return { folder, files: [] }
    return { folder, problem: `${folder} cannot be looked through (${codeOf(error)}).` }
  }
}

/** Whoever can write in a folder above can put another in its place, but for those where everybody only has his own. */
async function checkAbove(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  for (let above = dirname(folder); ; above = dirname(above)) {
    const found = await lstat(above)
    if (!isOurs(found)) throw new Doubtful(`${above} belongs to another user`)
    if ((found.mode & GROUP_OR_OTHERS_WRITE) !== 0 && (found.mode & STICKY) === 0)
      throw new Doubtful(`${above} can be written by others`)
    if (above === dirname(above)) return
  }
}

function checkOwn(path: string, found: Stats): void {
  if (process.platform === 'win32') return
  if (!isOurs(found)) throw new Doubtful(`${path} belongs to another user`)
  if ((found.mode & GROUP_OR_OTHERS_WRITE) !== 0) throw new Doubtful(`${path} can be written by others`)
}

function isOurs({ uid }: Stats): boolean {
  return uid === 0 || uid === process.getuid?.()
}

async function filesIn(folder: string): Promise<OwnFile[]> {
  const files: OwnFile[] = []
  const folders = ['']
  let bytes = 0
  for (let inside = folders.pop(); inside !== undefined; inside = folders.pop()) {
    const names = (await readdir(join(folder, inside))).toSorted()
    for (const each of names) {
      const name = inside === '' ? each : `${inside}/${each}`
      const path = join(folder, name)
      const found = await lstat(path)
      if (found.isSymbolicLink()) throw new Doubtful(`${path} is a symbolic link`)
      checkOwn(path, found)
      if (found.isDirectory()) folders.push(name)
      else if (found.isFile()) files.push({ path, name, size: found.size })
      else throw new Doubtful(`${path} is neither a file nor a folder`)
      bytes += found.isFile() ? found.size : 0
      if (files.length + folders.length > MAX_ENTRIES)
        throw new Doubtful(`${folder} holds more than ${MAX_ENTRIES} files`)
      if (bytes > MAX_BYTES) throw new Doubtful(`${folder} holds more than 4 MiB`)
    }
  }
  return files
}
