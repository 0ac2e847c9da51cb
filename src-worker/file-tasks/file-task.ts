import { hash } from 'node:crypto'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { sep } from 'node:path'
import { isDeniedPath, openRoot, PathRejected, type Root } from '#confine'
import { MAX_PROMOTED_BYTES } from '#schemas'
import { formatBytes } from '#schemas/format'
import type { FileAnswer, FileTask } from '#schemas/protocol'
import { lineDiff } from './line-diff.ts'

/** Why a task was not done, as it is answered. */
class Refused extends Error {
  readonly answer: FileAnswer

  constructor(answer: FileAnswer) {
    super(answer.answer)
    this.answer = answer
  }
}

/** Does one task below its workspace. What stands against it is an answer, never thrown. */
export function doFileTask(task: FileTask): FileAnswer {
  try {
    if (isDeniedPath(task.path)) throw new PathRejected('denied_name', task.path)
    refuseOwnData(task)
    return within(task, (root) => perform(root, task))
  } catch (error) {
    return answerTo(error)
  }
}

function perform(root: Root, task: FileTask): FileAnswer {
  switch (task.task) {
    case 'compare':
      return compare(root, task)
    case 'put': {
      const confirm = expecting(task.expect)
      const found = task.expect === null ? undefined : root.stat(task.path)
      const mode = found?.mode ?? task.mode ?? 0o644
      root.writeFile(task.path, readFileSync(task.content), { mode, beside: task.beside, confirm })
      return { answer: 'done' }
    }
    case 'remove':
      root.removeFile(task.path, expecting(task.expect))
      return { answer: 'done' }
    case 'settle':
      return settle(root, task)
  }
}

function settle(root: Root, { path, content, previous, beside }: Extract<FileTask, { task: 'settle' }>): FileAnswer {
  const isThere = (expected: string | null) => {
    const bytes = bytesAt(root, path)
    return expected === null ? bytes === null : bytes !== null && bytes?.equals(readFileSync(expected)) === true
  }
  removeLeftover(root, path, beside)
  if (isThere(content)) return { answer: 'settled', standing: 'in_force' }
  return { answer: 'settled', standing: isThere(previous) ? 'not_in_force' : 'neither' }
}

function removeLeftover(root: Root, path: string, beside: string): void {
  try {
    root.removeBeside(path, beside)
  } catch (error) {
    // Without a folder to be in there is nothing left over.
    if (!(error instanceof PathRejected)) throw error
  }
}

/** Null where nothing lies, undefined where it is nothing a promotion leaves. */
function bytesAt(root: Root, path: string): Buffer | null | undefined {
  try {
    const { bytes, size } = root.readFile(path, { limitBytes: MAX_PROMOTED_BYTES })
    return size === bytes.length ? bytes : undefined
  } catch (error) {
    if (!(error instanceof PathRejected)) throw error
    return error.reason === 'not_found' ? null : undefined
  }
}

/** What is promoted lies in Interlock's own data, which a data directory that was moved into a workspace would open. */
function refuseOwnData(task: FileTask): void {
  if ('content' in task && task.content.startsWith(`${task.workspace.path}${sep}`))
    throw refusal('workspace_unsafe', `The workspace ${task.workspace.name} holds Interlock’s own data.`)
}

function within<T>({ workspace }: FileTask, act: (root: Root) => T): T {
  const root = openWorkspace(workspace)
  try {
    return act(root)
  } finally {
    root.close()
  }
}

function openWorkspace({ name, path }: FileTask['workspace']): Root {
  if (statSync(path, { throwIfNoEntry: false }) === undefined)
    throw refusal('workspace_gone', `The folder of the workspace ${name} (${path}) is gone.`)
  const root = openRoot(path)
  if (root.realPath === path) return root
  root.close()
  // What was allowed is a folder by its real path; a link put in its place leads to one that nobody allowed.
  throw refusal('workspace_moved', `The folder of the workspace ${name} is a link now and leads to ${root.realPath}.`)
}

function compare(root: Root, { path, content, keep }: Extract<FileTask, { task: 'compare' }>): FileAnswer {
  const present = readPresent(root, path)
  const after = readFileSync(content)
  const text = textOf(after, 'What is to be promoted')
  const before = present === null ? '' : textOf(present.bytes, `${JSON.stringify(path)}, which is there already,`)
  if (keep !== null && present !== null) writeFileSync(keep, present.bytes, { flag: 'wx', mode: 0o600 })
  return {
    answer: 'compared',
    present: present && { ...measured(present.bytes), mode: present.mode },
    place: root.placeOf(path),
    content: measured(after),
    diff: lineDiff(before, text),
  }
}

function readPresent(root: Root, path: string): { bytes: Buffer; mode: number } | null {
  try {
    const { kind, mode, links, size } = root.stat(path)
    if (kind === 'symlink') throw new PathRejected('symlink', path)
    if (kind !== 'file') throw new PathRejected('not_a_file', path)
    if (links > 1) throw new PathRejected('hard_link', path)
    refuseLarge(size, `${JSON.stringify(path)}, which is there already,`)
    return { bytes: root.readFile(path, { limitBytes: MAX_PROMOTED_BYTES }).bytes, mode }
  } catch (error) {
    if (error instanceof PathRejected && error.reason === 'not_found') {
      refuseMissingFolder(root, path)
      return null
    }
    throw error
  }
}

/** A new file is one thing, a new folder another; only the first is made. */
function refuseMissingFolder(root: Root, path: string): void {
  const folder = path.split('/').slice(0, -1).join('/')
  if (folder === '') return
  try {
    root.directory(folder).close()
  } catch (error) {
    if (!(error instanceof PathRejected) || error.reason !== 'not_found') throw error
    throw refusal('folder_missing', `The folder ${JSON.stringify(folder)} does not exist in the workspace.`)
  }
}

function refuseLarge(size: number, what: string): void {
  if (size > MAX_PROMOTED_BYTES)
    throw refusal('too_large', `${what} has ${formatBytes(size)}; the limit is ${formatBytes(MAX_PROMOTED_BYTES)}.`)
}

/** Only what can be shown line by line may be promoted over or from. */
function textOf(bytes: Buffer, what: string): string {
  refuseLarge(bytes.length, what)
  try {
    if (!bytes.includes(0)) return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    // Not UTF-8: as binary as a NUL makes it.
  }
  throw refusal('binary', `${what} is no text, so nobody could see what changes.`)
}

function measured(bytes: Buffer): { sha256: string; size: number } {
  return { sha256: hash('sha256', bytes), size: bytes.length }
}

function expecting(expected: string | null): (present: Buffer | null) => void {
  return (present) => {
    if ((present === null ? null : hash('sha256', present)) !== expected) throw new Refused({ answer: 'changed' })
  }
}

function refusal(reason: string, sentence: string): Refused {
  return new Refused({ answer: 'refused', reason, sentence })
}

function answerTo(error: unknown): FileAnswer {
  if (error instanceof Refused) return error.answer
  if (error instanceof PathRejected) {
    // Nothing there where something was expected, or the other way round.
    if (error.reason === 'exists' || error.reason === 'not_found') return { answer: 'changed' }
    return { answer: 'refused', reason: error.reason, sentence: error.message }
  }
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'
  return { answer: 'failed', code: code.slice(0, 32) }
}
