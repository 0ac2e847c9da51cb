import { closeSync, openSync, readSync } from 'node:fs'
import { z } from 'zod'
import type { ReadConnection } from '#core/record'

/** Where the stored output of a run lies, and how much of it counts. */
export const logPlaceSchema = z.strictObject({
  run: z.string(),
  /** File of frames; null when they lie in the database as `body`. */
  path: z.string().nullable(),
  body: z.string().nullable(),
  size: z.int().min(0),
})
export type LogPlace = z.infer<typeof logPlaceSchema>

/** Reads stretches of stored output; to be closed. */
export interface LogBytes {
  readonly size: number
  /** As far as there is so much. The buffer is used again by the next call. */
  read(from: number, length: number): Buffer
  close(): void
}

/** @returns undefined when the output is gone from there */
export function openLogBytes(database: ReadConnection, { path, body, size }: LogPlace): LogBytes | undefined {
  const inline = body === null ? undefined : inlineBytes(database, body)
  if (inline !== undefined)
    return {
      size: Math.min(size, inline.length),
      read: (from, length) => inline.subarray(from, from + length),
      close: () => undefined,
    }
  return path === null ? undefined : openFile(path, size)
}

function openFile(path: string, size: number): LogBytes | undefined {
  let fd: number
  try {
    fd = openSync(path, 'r')
  } catch {
    // A run that ended a moment ago has its output elsewhere now; the caller looks again.
    return undefined
  }
  let buffer = Buffer.alloc(0)
  return {
    size,
    read(from, length) {
      const wanted = Math.max(0, Math.min(length, size - from))
      if (buffer.length < wanted) buffer = Buffer.allocUnsafe(wanted)
      return buffer.subarray(0, readSync(fd, buffer, 0, wanted, from))
    },
    close: () => closeSync(fd),
  }
}

const contentRow = z.object({ content: z.instanceof(Uint8Array).nullable() })

function inlineBytes(database: ReadConnection, body: string): Buffer | undefined {
  const row = contentRow.safeParse(database.prepare('SELECT content FROM body WHERE id = ?').get(body)).data
  return row?.content ? Buffer.from(row.content.buffer, row.content.byteOffset, row.content.byteLength) : undefined
}
