import { execFile } from 'node:child_process'
import { createHash, type Hash } from 'node:crypto'
import { existsSync, readdirSync, rmdirSync, unlinkSync } from 'node:fs'
import { type FileHandle, open, readdir, rm, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { OutputFrame, OutputStream } from '#schemas'
import { isoTime } from '#schemas/format'
import type { Home } from './home.ts'

/** Output as it comes from a worker. */
export interface RawFrame {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly stream: OutputStream
  readonly text: string
}

/** A piece of a spool that lies on disk, and the digest that proves it. */
export interface StoredChunk {
  readonly offset: number
  readonly length: number
  readonly digest: string
}

/** Takes the output of one run, frame by frame, in order. */
export interface SpoolWriter {
  readonly path: string
  readonly salt: Buffer
  /** Bytes on disk, frame headers included. */
  stored(): number
  /** Bytes stored since the last chunk was taken. */
  pending(): number
  /** Resolves when the frames are handed to the system. */
  append(frames: readonly RawFrame[]): Promise<void>
  /** What was stored since the last call, with its digest; undefined when nothing was. */
  takeChunk(): StoredChunk | undefined
  close(): Promise<void>
}

/**
 * A frame on disk: length of the text in bytes (4, big endian), stream (1), milliseconds since 1970 as a double (8), then
 * the text in UTF-8.
 */
const HEADER_BYTES = 13
const STREAMS: readonly OutputStream[] = ['stdout', 'stderr', 'note']

/** How frames lie on disk, for what reads them without taking their text apart. */
export const FRAME_LAYOUT = { headerBytes: HEADER_BYTES, streams: STREAMS } as const

export function spoolPath(home: Home, run: string): string {
  return join(home.spool, `${run}.log`)
}

export function openSpool(home: Home, run: string, salt: Buffer): SpoolWriter {
  const path = spoolPath(home, run)
  let handle: Promise<FileHandle> | undefined
  let last: Promise<void> = Promise.resolve()
  let size = 0
  let chunk: Hash = createHash('sha256').update(salt)
  let chunkStart = 0

  async function write(bytes: Buffer): Promise<void> {
    handle ??= open(path, 'wx', 0o600)
    const file = await handle
    // A full disk takes a part and refuses the rest; the next write begins where the last whole one ended.
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await file.write(bytes, done, bytes.length - done, size + done)
      done += bytesWritten
    }
    chunk.update(bytes)
    size += bytes.length
  }

  return {
    path,
    salt,
    stored: () => size,
    pending: () => size - chunkStart,
    append(frames) {
      const bytes = Buffer.concat(frames.flatMap(encodeFrame))
      const written = last.then(() => write(bytes))
      // A failed write fails its own caller; the next one tries again.
      last = written.catch(() => undefined)
      return written
    },
    takeChunk() {
      if (size === chunkStart) return undefined
      const stored = { offset: chunkStart, length: size - chunkStart, digest: chunk.digest('hex') }
      chunk = createHash('sha256').update(salt)
      chunkStart = size
      return stored
    },
    async close() {
      await last
      const file = await handle
      if (file === undefined) return
      try {
        // What a write left that failed in its middle.
        await file.truncate(size)
      } finally {
        await file.close()
      }
    },
  }
}

function encodeFrame(frame: RawFrame): Buffer[] {
  const text = Buffer.from(frame.text, 'utf8')
  const header = Buffer.alloc(HEADER_BYTES)
  header.writeUInt32BE(text.length, 0)
  header.writeUInt8(STREAMS.indexOf(frame.stream), 4)
  header.writeDoubleBE(frame.at, 5)
  return [header, text]
}

/** The whole frames at the beginning of `bytes`, and how many bytes they take. */
export function decodeFrames(bytes: Buffer): { frames: OutputFrame[]; length: number } {
  const frames: OutputFrame[] = []
  let at = 0
  while (at + HEADER_BYTES <= bytes.length) {
    const end = at + HEADER_BYTES + bytes.readUInt32BE(at)
    const stream = STREAMS[bytes.readUInt8(at + 4)]
    if (end > bytes.length || stream === undefined) break
    frames.push({
      at: isoTime(bytes.readDoubleBE(at + 5)),
      stream,
      text: bytes.toString('utf8', at + HEADER_BYTES, end),
    })
    at = end
  }
  return { frames, length: at }
}

/** Largest frame on disk: the protocol's largest text, four bytes per character at most. */
export const MAX_FRAME_BYTES = HEADER_BYTES + 4 * 64 * 1024

/** Cuts a spool that a crash left behind to its whole frames. @returns bytes kept */
export async function repairSpool(path: string): Promise<number> {
  const handle = await open(path, 'r+')
  try {
    const { size } = await handle.stat()
    const buffer = Buffer.alloc(1024 * 1024)
    let whole = 0
    while (whole < size) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, whole)
      const { length } = decodeFrames(buffer.subarray(0, bytesRead))
      if (length === 0) break
      whole += length
    }
    if (whole < size) await truncate(path, whole)
    return whole
  } finally {
    await handle.close()
  }
}

/** Runs of which something lies in the spool. */
export async function spooledRuns(home: Home): Promise<string[]> {
  const names = await readdir(home.spool)
  return [...new Set(names.flatMap((name) => /^(run-[a-z0-9]+)\.(?:log|files)$/.exec(name)?.[1] ?? []))]
}

/** Removes a run's output from the spool, once it is kept as a body. */
export async function removeSpool(home: Home, run: string): Promise<void> {
  await rm(spoolPath(home, run), { force: true })
}

/**
 * Removes a run's scratch folder, whatever its commands made of it. Where there were no `commands` there is none, or it holds
 * a few files of ours, which are gone at once before the thread pool would have looked.
 */
export async function removeScratch(home: Home, run: string, commands = true): Promise<void> {
  const path = scratchPath(home, run)
  try {
    if (!commands && (!existsSync(path) || removedFiles(path))) return
    await rm(path, { recursive: true, force: true, maxRetries: 3 })
  } catch (error) {
    if (process.platform === 'win32') throw error
    await removeStubborn(path)
  }
}

/** Removes a folder that holds nothing but files. @returns whether it is gone */
function removedFiles(path: string): boolean {
  try {
    for (const name of readdirSync(path)) unlinkSync(join(path, name))
    rmdirSync(path)
    return true
  } catch {
    // It was never made, or there is more in it.
    return false
  }
}

/** Node stops at folders closed to their owner and at paths longer than the system takes; neither follows links. */
async function removeStubborn(path: string): Promise<void> {
  const started = promisify(execFile)
  // What is gone or not ours makes it complain and go on.
  await started('/bin/chmod', ['-R', 'u+rwx', '--', path], { env: {} }).catch(() => undefined)
  await started('/bin/rm', ['-rf', '--', path], { env: {} })
}

export function scratchPath(home: Home, run: string): string {
  return join(home.spool, `${run}.files`)
}
