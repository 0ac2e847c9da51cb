import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface OpenKept {
  readonly descriptor: number
  close(): void
}

const kept = new Map<string, number>()

/**
 * A descriptor at the beginning of `bytes`, for a child to read; to be closed here once it has it. They lie in a file without
 * a name, which no job can reach, and each use opens it anew.
 */
export function openKept(bytes: Buffer | string): OpenKept {
  const key = bytes.toString('latin1')
  const known = kept.get(key) ?? keep(bytes)
  kept.set(key, known)
  const descriptor = openSync(`/proc/self/fd/${known}`, 'r')
  return { descriptor, close: () => closeSync(descriptor) }
}

function keep(bytes: Buffer | string): number {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-kept-'))
  try {
    const path = join(folder, 'bytes')
    writeFileSync(path, bytes, { mode: 0o400 })
    return openSync(path, 'r')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
