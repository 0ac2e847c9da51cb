import { createHash } from 'node:crypto'
import { closeSync, createReadStream, fstatSync, openSync, readFileSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { BodyRef } from '#schemas'
import { canonicalJson, type Ids } from '#schemas/format'
import type { Home } from './home.ts'
import { bodyDigest } from './ledger.ts'
import { createSalts } from './salts.ts'
import type { Store, Write } from './store.ts'
import { syncFolder } from './sync-folder.ts'

/** Files up to this size are kept inside the database, where a commit covers them. */
const INLINE_BYTES = 64 * 1024

export type FileMedia = 'frames' | 'file'

/** Identity of a body whose bytes are still being written. */
export interface BodySeed {
  readonly id: string
  readonly salt: Buffer
}

/** A file's bytes, hashed and at their place, ready to be registered inside a write. */
export interface SealedFile {
  readonly ref: BodyRef
  readonly salt: Buffer
  readonly media: FileMedia
  /** Null when the bytes lie in `blobs/`. */
  readonly content: Buffer | null
}

/** What is known of a body. */
export interface BodyInfo {
  readonly media: string
  readonly salt: Buffer
  readonly size: number
  /** Null while its bytes are still being written. */
  readonly digest: Buffer | null
}

/** What events point to but do not hold. Each has its own random salt, kept and deleted with it. */
export interface Bodies {
  /** Keeps a JSON value in its canonical form. */
  json(write: Write, value: unknown): BodyRef
  /** Keeps a JSON text that is in its canonical form already. */
  canonical(write: Write, text: string): BodyRef
  text(write: Write, value: string): BodyRef
  seed(): BodySeed
  /** Registers a body whose bytes follow, so that its salt survives a crash. */
  announce(write: Write, seed: BodySeed, media: FileMedia): void
  /**
   * Hashes a finished file and moves it to where bodies lie. A small one is read and stays where it is: its bytes are safe
   * only with the commit of `keep`, and whoever owns the path removes it then.
   */
  seal(path: string, media: FileMedia, seed?: BodySeed): Promise<SealedFile>
  /** The same for a text that never was a file. */
  sealText(text: string, media: FileMedia): SealedFile
  /** Registers a sealed file, or completes the announced one. */
  keep(write: Write, sealed: SealedFile): BodyRef
  find(id: string): BodyInfo | undefined
  /** Bytes `from` to `from + length` of a body; undefined when it is gone. */
  slice(id: string, from: number, length: number): Promise<Buffer | undefined>
  /** A JSON or text body, small by nature; undefined when it is gone. */
  read(id: string): Buffer | undefined
  /** The same with the digest it has now, in hex, whatever is noted beside it. */
  readWithDigest(id: string): { content: Buffer; digest: string } | undefined
  /** Where a body's file lies or would lie. */
  pathOf(id: string): string
}

interface BodyRow {
  id: string
  media: string
  salt: Buffer
  digest: Buffer | null
  size: number
  content: Buffer | null
}

export function createBodies(store: Store, home: Home, ids: Ids): Bodies {
  const put =
    store.change<BodyRow>(`INSERT INTO body(id, media, salt, digest, size, content) VALUES (:id, :media, :salt, :digest, :size, :content)
    ON CONFLICT(id) DO UPDATE SET digest = excluded.digest, size = excluded.size, content = excluded.content WHERE digest IS NULL`)
  const putNew = store.change<BodyRow>(
    'INSERT INTO body(id, media, salt, digest, size, content) VALUES (:id, :media, :salt, :digest, :size, :content)',
  )
  const select = store.query<{ id: string }, BodyRow>('SELECT * FROM body WHERE id = :id')
  const pathOf = (id: string) => join(home.blobs, id)
  const nextSalt = createSalts()
  const seed = (): BodySeed => ({ id: ids.next('body'), salt: nextSalt() })

  function keepBytes(write: Write, media: 'json' | 'text', value: string): BodyRef {
    const content = Buffer.from(value, 'utf8')
    const { id, salt } = seed()
    const digest = bodyDigest(salt, content)
    putNew.run(write, { id, media, salt, digest, size: content.length, content })
    return { id, size: content.length, digest: digest.toString('hex') }
  }

  return {
    json: (write, value) => keepBytes(write, 'json', canonicalJson(value)),
    canonical: (write, text) => keepBytes(write, 'json', text),
    text: (write, value) => keepBytes(write, 'text', value),
    seed,
    announce(write, { id, salt }, media) {
      put.run(write, { id, media, salt, digest: null, size: 0, content: null })
    },
    sealText: (text, media) => sealBytes(Buffer.from(text, 'utf8'), media, seed()),
    async seal(path, media, { id, salt } = seed()) {
      const content = readSmall(path)
      if (content !== undefined) return sealBytes(content, media, { id, salt })
      const handle = await open(path, 'r+')
      const { size } = await handle.stat()
      try {
        // The event that will name this body must not outlive its bytes.
        await handle.datasync()
      } finally {
        await handle.close()
      }
      const { digest } = await fileDigest(path, salt)
      await rename(path, pathOf(id))
      await syncFolder(home.blobs)
      return { ref: { id, size, digest }, salt, media, content: null }
    },
    keep(write, { ref, salt, media, content }) {
      put.run(write, { id: ref.id, media, salt, digest: Buffer.from(ref.digest, 'hex'), size: ref.size, content })
      return ref
    },
    find(id) {
      const row = select.get({ id })
      return row === undefined ? undefined : { media: row.media, salt: row.salt, size: row.size, digest: row.digest }
    },
    async slice(id, from, length) {
      const row = select.get({ id })
      if (row === undefined || row.digest === null) return undefined
      if (row.content !== null) return row.content.subarray(from, from + length)
      try {
        return await readSlice(pathOf(id), from, length)
      } catch {
        // The row is there but its file is not: shown as gone, and named by a verification of bodies.
        return undefined
      }
    },
    read: (id) => select.get({ id })?.content ?? undefined,
    readWithDigest(id) {
      const row = select.get({ id })
      if (row === undefined || row.content === null) return undefined
      return { content: row.content, digest: bodyDigest(row.salt, row.content).toString('hex') }
    },
    pathOf,
  }
}

function sealBytes(content: Buffer, media: FileMedia, { id, salt }: BodySeed): SealedFile {
  return { ref: { id, size: content.length, digest: bodyDigest(salt, content).toString('hex') }, salt, media, content }
}

/**
 * A file that is small enough to be kept in the database, else undefined. At once, as the database itself is read: four turns
 * of the thread pool cost ten times as much, and the end of every run waits for this.
 */
function readSmall(path: string): Buffer | undefined {
  const fd = openSync(path, 'r')
  try {
    return fstatSync(fd).size > INLINE_BYTES ? undefined : readFileSync(fd)
  } finally {
    closeSync(fd)
  }
}

/** SHA-256 over `salt` and the bytes of a file, read in pieces so that the loop keeps turning. */
export async function fileDigest(path: string, salt: Uint8Array): Promise<{ digest: string; size: number }> {
  const sum = createHash('sha256').update(salt)
  let size = 0
  for await (const piece of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    if (!Buffer.isBuffer(piece)) continue
    sum.update(piece)
    size += piece.length
  }
  return { digest: sum.digest('hex'), size }
}

/** Bytes `from` to `from + length` of a file, as far as it has them. */
export async function readSlice(path: string, from: number, length: number): Promise<Buffer> {
  const handle = await open(path, 'r')
  try {
    const { size } = await handle.stat()
    const buffer = Buffer.alloc(Math.max(0, Math.min(length, size - from)))
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, from)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

/** A body held against its own digest. Large files are hashed where they lie and come back empty. */
export async function intactBody(bodies: Bodies, id: string): Promise<Buffer | 'deleted' | 'damaged'> {
  const info = bodies.find(id)
  if (info === undefined || info.digest === null) return 'deleted'
  const bytes = info.size > MAX_CHECKED_BYTES ? undefined : await bodies.slice(id, 0, info.size)
  if (bytes !== undefined) return bodyDigest(info.salt, bytes).equals(info.digest) ? bytes : 'damaged'
  try {
    const { digest } = await fileDigest(bodies.pathOf(id), info.salt)
    return digest === info.digest.toString('hex') ? Buffer.alloc(0) : 'damaged'
  } catch {
    // The row is there but its file is not.
    return 'deleted'
  }
}

const MAX_CHECKED_BYTES = 1024 * 1024
