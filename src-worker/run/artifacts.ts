import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { ReportedArtifact } from '#schemas/protocol'

/** An artifact being written. What is written is on disk after `close`. */
export interface ArtifactFile {
  write(text: string): void
  close(): void
}

/** What a run leaves behind for review. */
export interface Artifacts {
  create(artifact: ReportedArtifact): ArtifactFile
  /** Closes all. Throws when one of them could not be written to its end. */
  close(): void
  /** Those that are whole on disk. */
  list(): ReportedArtifact[]
}

const BUFFER_UNITS = 256 * 1024

export function createArtifacts(scratch: string): Artifacts {
  const open = new Map<ArtifactFile, ReportedArtifact>()
  const whole: ReportedArtifact[] = []

  return {
    create(artifact) {
      const file = openFile(scratch, artifact.file)
      open.set(file, artifact)
      return file
    },
    close() {
      const errors: unknown[] = []
      for (const [file, artifact] of open) {
        try {
          file.close()
          whole.push(artifact)
        } catch (error) {
          errors.push(error)
        }
      }
      open.clear()
      if (errors.length > 0) throw errors[0]
    },
    list: () => whole,
  }
}

function openFile(scratch: string, name: string): ArtifactFile {
  mkdirSync(scratch, { recursive: true, mode: 0o700 })
  const path = join(scratch, name)
  // The job's commands may write here as well, so whatever lies there is removed, not written through.
  rmSync(path, { recursive: true, force: true })
  let fd: number | undefined = openSync(path, 'wx', 0o600)
  let buffered: string[] = []
  let units = 0

  function flush(): void {
    if (fd === undefined || units === 0) return
    const bytes = Buffer.from(buffered.join(''))
    buffered = []
    units = 0
    for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at)
  }

  return {
    write(text) {
      buffered.push(text)
      units += text.length
      if (units >= BUFFER_UNITS) flush()
    },
    close() {
      try {
        flush()
      } finally {
        if (fd !== undefined) closeSync(fd)
        fd = undefined
      }
    },
  }
}
