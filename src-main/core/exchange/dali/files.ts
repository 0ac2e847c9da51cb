import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Bodies, type Ledger, type Reader, type SealedFile, type Store } from '#core/record'
import { copyAnswer, type RunPart } from './answers.ts'
import type { Past } from './past.ts'

export interface FileIntakeDeps {
  readonly store: Store
  readonly ledger: Ledger
  readonly bodies: Bodies
  readonly reader: Reader
  readonly session: string
  /** Where copies lie until they become bodies. */
  readonly folder: string
  readonly importId: string
  readonly past: Past
}

/** Copies what DALI left in files, through the reader thread, and makes bodies of it. */
export interface FileIntake {
  /** An evidence file; null when it cannot be taken, which the report says. */
  seal(name: string): Promise<SealedFile | null>
  /** A result that is too large to be handed over. */
  sealResult(result: Extract<RunPart['result'], { kind: 'file' }>): Promise<SealedFile | null>
  /** Keeps files of no job. @returns how many are new */
  keepLeft(files: readonly { name: string; bytes: number }[], dry: boolean, actor: string): Promise<number>
  /** Files that could not be taken, and why. */
  refused(): string[]
}

export function createFileIntake(deps: FileIntakeDeps): FileIntake {
  const { store, ledger, bodies, reader, session, folder, importId, past } = deps
  const refused: string[] = []
  let copies = 0

  async function copy(task: string, what: string, request: object): Promise<string | undefined> {
    const target = join(folder, String((copies += 1)))
    const answer = copyAnswer.parse(await reader.run(task, { session, target, ...request }))
    if (answer.outcome === 'copied') return target
    refused.push(`${what}: ${answer.reason}`)
    await rm(target, { force: true })
    return undefined
  }

  async function sealed(path: string | undefined): Promise<SealedFile | null> {
    return path === undefined ? null : bodies.seal(path, 'file')
  }

  /** Each body has a salt of its own, so it takes that salt to see that the bytes are the same. */
  async function isKept(name: string, path: string): Promise<boolean> {
    for (const { id } of past.filesNamed(name)) {
      const info = bodies.find(id)
      if (info?.digest?.equals(await saltedDigest(path, info.salt)) === true) return true
    }
    return false
  }

  async function keep(name: string, actor: string): Promise<boolean> {
    const path = await copy('dali.copy', name, { name })
    if (path === undefined) return false
    if (await isKept(name, path)) {
      await rm(path)
      return false
    }
    const file = await bodies.seal(path, 'file')
    await store.write((write) =>
      ledger.append(
        write,
        'import.file_kept',
        { system: 'dali', import: importId, name: bodies.text(write, name), body: bodies.keep(write, file) },
        { actor },
      ),
    )
    return true
  }

  return {
    seal: async (name) => sealed(await copy('dali.copy', name, { name })),
    sealResult: async ({ kind: _, ...place }) => sealed(await copy('dali.result', 'result', place)),
    async keepLeft(left, dry, actor) {
      let count = 0
      for (const { name, bytes } of left) {
        // A dry run copies nothing, so there the size has to tell.
        const isNew = dry ? past.filesNamed(name).every(({ size }) => size !== bytes) : await keep(name, actor)
        if (isNew) count += 1
      }
      return count
    },
    refused: () => refused,
  }
}

async function saltedDigest(path: string, salt: Uint8Array): Promise<Buffer> {
  const sum = createHash('sha256').update(salt)
  for await (const piece of createReadStream(path)) if (Buffer.isBuffer(piece)) sum.update(piece)
  return sum.digest()
}
