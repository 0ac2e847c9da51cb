import { copyFile, lstat, mkdir, readdir, realpath, rm, stat } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { InterlockError } from '#schemas'
import { codeOf, type Home } from '#core/record'

const MAX_BYTES = 1024 * 1024 * 1024
/** Ending of the folder a copy lies in while it is read. */
const COPIES = '.openclaw'
/** Where an installation keeps what, below a folder that is named. */
const USUAL = ['scheduler.db', 'jobs.json', 'scheduler/scheduler.db', 'cron/jobs.json']

export interface SourceCopy {
  /** The file that was found. */
  readonly path: string
  /** Its copy. */
  readonly file: string
  remove(): Promise<void>
}

/**
 * Copies what is to be read, with the log of a database that is in use: opening that would write beside it.
 * @throws InterlockError import_source_unreadable
 */
export async function copySource(home: Home, id: string, path: string): Promise<SourceCopy> {
  const unreadable = (reason: string) =>
    new InterlockError('import_source_unreadable', { path, reason, from: 'openclaw' })
  if (!isAbsolute(path) || path.includes('\0')) throw unreadable('the path is not absolute')
  const source = await found(path).catch((error: unknown) => {
    throw unreadable(codeOf(error) === 'ENOENT' ? 'it does not exist' : codeOf(error))
  })
  if (source === undefined) throw unreadable(`no ${USUAL.join(', ')} lies in it`)
  if (!source.isFile) throw unreadable('it is no file')
  if (source.bytes > MAX_BYTES) throw unreadable('it is larger than the 1 GiB an import takes')
  await removeOld(home)
  const folder = join(home.spool, `${id}${COPIES}`)
  const file = join(folder, 'source')
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    await mkdir(folder, { mode: 0o700 })
    await copyFile(source.path, file)
    await copyFile(`${source.path}-wal`, `${file}-wal`).catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error
    })
  } catch (error) {
    await remove()
    throw unreadable(codeOf(error))
  }
  return { path: source.path, file, remove }
}

async function found(path: string): Promise<{ path: string; isFile: boolean; bytes: number } | undefined> {
  const real = await realpath(path)
  const info = await stat(real)
  if (!info.isDirectory()) return { path: real, isFile: info.isFile(), bytes: info.size }
  for (const name of USUAL) {
    const inside = join(real, name)
    const there = await lstat(inside).catch(() => undefined)
    if (there?.isFile()) return { path: inside, isFile: true, bytes: there.size }
  }
  return undefined
}

/** Copies that a crash in the middle of an import has left go with the next one; there is only one at a time. */
async function removeOld(home: Home): Promise<void> {
  const left = (await readdir(home.spool)).filter((name) => name.endsWith(COPIES))
  for (const name of left) await rm(join(home.spool, name), { recursive: true, force: true })
}
