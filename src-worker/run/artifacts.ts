import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Redaction, Redactor } from '#confine'
import { MAX_ARTIFACT_TEXT_UNITS, type ReportedArtifact } from '#schemas/protocol'

/** What an artifact is, and under which name its file lies in the scratch folder should it need one. */
export type ArtifactFacts = Extract<ReportedArtifact, { file: string }>

/** An artifact being written. What is written is kept after `close`. */
export interface ArtifactFile {
  write(text: string): void
  close(): void
}

/** What a run leaves behind for review. */
export interface Artifacts {
  create(artifact: ArtifactFacts): ArtifactFile
  /** Closes all. Throws when one of them could not be written to its end. */
  close(): void
  /** Those that are whole: short ones by their text, the others in their files. */
  list(): ReportedArtifact[]
}

const BUFFER_UNITS = 256 * 1024

/** @param redaction hides secrets in what is written */
export function createArtifacts(scratch: string, redaction: Redaction): Artifacts {
  const open = new Map<WrittenArtifact, ArtifactFacts>()
  const whole: ReportedArtifact[] = []

  return {
    create(artifact) {
      const file = writeArtifact(scratch, artifact.file, redaction.stream())
      open.set(file, artifact)
      return file
    },
    close() {
      const errors: unknown[] = []
      for (const [written, artifact] of open) {
        try {
          written.close()
          whole.push(reportOf(artifact, written.text()))
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

function reportOf({ kind, name, media_type, file }: ArtifactFacts, text: string | undefined): ReportedArtifact {
  return text === undefined ? { kind, name, media_type, file } : { kind, name, media_type, text }
}

interface WrittenArtifact extends ArtifactFile {
  /** All of it where it is short; undefined when it lies in its file. */
  text(): string | undefined
}

/** A short text is kept here and spares the file; one that grows goes there piece by piece. */
function writeArtifact(scratch: string, name: string, redactor: Redactor): WrittenArtifact {
  let fd: number | undefined
  let isInFile = false
  let buffered: string[] = []
  let units = 0

  function openFile(): number {
    mkdirSync(scratch, { recursive: true, mode: 0o700 })
    const path = join(scratch, name)
    // The job's commands may write here as well, so whatever lies there is removed, not written through.
    rmSync(path, { recursive: true, force: true })
    isInFile = true
    return openSync(path, 'wx', 0o600)
  }

  function add(text: string): void {
    buffered.push(text)
    units += text.length
  }

  function flush(): void {
    if (units === 0) return
    fd ??= openFile()
    const bytes = Buffer.from(buffered.join(''))
    buffered = []
    units = 0
    for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at)
  }

  return {
    write(text) {
      add(redactor.push(text))
      if (units >= BUFFER_UNITS) flush()
    },
    close() {
      try {
        add(redactor.end())
        if (isInFile || units > MAX_ARTIFACT_TEXT_UNITS) flush()
      } finally {
        if (fd !== undefined) closeSync(fd)
        fd = undefined
      }
    },
    text: () => (isInFile ? undefined : buffered.join('')),
  }
}
