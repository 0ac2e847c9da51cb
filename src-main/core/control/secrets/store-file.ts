import { randomUUID } from 'node:crypto'
import { closeSync, constants, fstatSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { mkdir, open, readdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { InterlockError, keyKeeperSchema, MAX_SECRETS, secretNameSchema } from '#schemas'
import { codeOf, syncFolderNow } from '#core/record'
import { sealedSchema } from './seal.ts'

const MAX_FILE_BYTES = 16 * 1024 * 1024

/**
 * The store as it lies on disk. Names and times are readable, since the ledger has them too; the values are sealed together,
 * bound to all the rest, so that nothing in the file can be changed, added or taken away alone.
 */
const storedSchema = z.strictObject({
  format: z.literal('interlock-secrets/1'),
  id: z.string().max(64),
  keys: z
    .array(z.strictObject({ keeper: keyKeeperSchema, kept: z.string().max(16_384) }))
    .min(1)
    .max(8),
  secrets: z.array(z.strictObject({ name: secretNameSchema, set_at: z.int() })).max(MAX_SECRETS),
  sealed: sealedSchema,
})
export type Stored = z.infer<typeof storedSchema>

/** What the values are bound to. */
export function contextOf({ format, id, keys, secrets }: Omit<Stored, 'sealed'>): string {
  return JSON.stringify([
    format,
    id,
    keys.map(({ keeper, kept }) => [keeper, kept]),
    secrets.map(({ name, set_at }) => [name, set_at]),
  ])
}

export function damaged(file: string, reason: string): InterlockError {
  return new InterlockError('secrets_damaged', { file, reason })
}

/**
 * The store, or undefined where none was made.
 * @throws InterlockError secrets_damaged
 */
export function readStored(path: string): Stored | undefined {
  let text: string
  try {
    const file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
    try {
      const found = fstatSync(file)
      if (!found.isFile() || found.size > MAX_FILE_BYTES) throw damaged(path, 'it is no file of this size')
      text = readFileSync(file, 'utf8')
    } finally {
      closeSync(file)
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error instanceof InterlockError ? error : damaged(path, `it cannot be read (${codeOf(error)})`)
  }
  try {
    return storedSchema.parse(JSON.parse(text))
  } catch {
    throw damaged(path, 'it has not the form of one')
  }
}

/** A new content beside the old one, whole and on the disk, that has only to be put in its place. */
export interface Prepared {
  put(): void
  drop(): void
}

/** @throws InterlockError storage_failed */
export async function prepareStored(path: string, stored: Stored): Promise<Prepared> {
  const fresh = join(dirname(path), `.${randomUUID()}`)
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await removeLeftovers(dirname(path))
    const file = await open(fresh, 'wx', 0o600)
    try {
      await file.writeFile(`${JSON.stringify(stored, null, 1)}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
  } catch (error) {
    rmSync(fresh, { force: true })
    throw new InterlockError('storage_failed', { reason: `${path}: ${codeOf(error)}` }, { cause: error })
  }
  return {
    put() {
      renameSync(fresh, path)
      // Without this a power cut could bring the old file back.
      syncFolderNow(dirname(path))
    },
    drop: () => rmSync(fresh, { force: true }),
  }
}

/** What a core that was killed in the middle left behind; only one core at a time writes here. */
async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder)
  await Promise.all(names.filter((name) => name.startsWith('.')).map((name) => rm(join(folder, name), { force: true })))
}
