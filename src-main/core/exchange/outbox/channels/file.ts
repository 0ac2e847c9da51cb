import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf } from '#core/record'
import { failed, type Send } from './channel.ts'
import { envelope } from './webhook.ts'

/** Beyond it the file is left alone until somebody moves it away. */
const MAX_FILE_BYTES = 256 * 1024 * 1024

/** Appends a line of JSON to a file of the folder of exports. Names cannot leave it, and a link is not followed. */
export function createFile({ folder }: { folder: string }): Send<'file'> {
  return async (spec, message) => {
    let file: FileHandle | undefined
    try {
      const flags = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0)
      file = await open(join(folder, spec.file), flags, 0o600)
      const stat = await file.stat()
      if (!stat.isFile() || stat.nlink > 1) return failed('file_unwritable', true)
      if (stat.size > MAX_FILE_BYTES) return failed('file_too_large', false)
      // What a crash cut off stays a line of its own.
      const cut = stat.size > 0 && !(await endsLine(file, stat.size))
      await file.appendFile(`${cut ? '\n' : ''}${envelope(message)}\n`)
      await file.datasync()
      return { ok: true, status: null }
    } catch (error) {
      return failed('file_unwritable', codeOf(error) === 'ELOOP')
    } finally {
      await file?.close()
    }
  }
}

async function endsLine(file: FileHandle, size: number): Promise<boolean> {
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1)
  return buffer[0] === 0x0a
}
