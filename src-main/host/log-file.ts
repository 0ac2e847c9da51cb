import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs'

export interface LogFileOptions {
  readonly path: string
  /** A file that would grow beyond this is put aside as `.1`, the one before as `.2`, and so on. */
  readonly maxBytes?: number
  /** How many are kept aside. */
  readonly keep?: number
}

const MAX_BYTES = 5 * 1024 * 1024
const KEEP = 4

/** Where log lines go: a file only its owner may read. Never throws: a full disk must not stop what is being logged. */
export function createLogFile({ path, maxBytes = MAX_BYTES, keep = KEEP }: LogFileOptions) {
  let file: number | undefined
  let size = 0
  let lost = 0

  function open(): number {
    const opened = openSync(path, 'a', 0o600)
    size = fstatSync(opened).size
    return opened
  }

  function putAside(): void {
    if (file !== undefined) closeSync(file)
    file = undefined
    for (let at = keep; at >= 1; at -= 1) moveIfThere(at === 1 ? path : `${path}.${at - 1}`, `${path}.${at}`)
  }

  function append(line: string): void {
    const bytes = Buffer.from(line)
    file ??= open()
    if (size > 0 && size + bytes.length > maxBytes) {
      putAside()
      file = open()
    }
    size += writeSync(file, bytes)
  }

  return {
    write(line: string): void {
      try {
        if (lost > 0) append(`${JSON.stringify({ level: 50, time: Date.now(), msg: `${lost} lines were lost` })}\n`)
        lost = 0
        append(line)
      } catch {
        // The next line that can be written says how many could not.
        lost += 1
      }
    },
    close(): void {
      if (file !== undefined) closeSync(file)
      file = undefined
    },
  }
}

function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
}
