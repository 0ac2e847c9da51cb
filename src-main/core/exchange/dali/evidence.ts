import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import { PathRejected } from '#confine'
import { nextTurn } from '#core/record'
import { type Attempt, type FoldedJob, inOrder } from './fold.ts'
import type { Source } from './source.ts'

/** Evidence files that belong to a run. */
export interface RunFiles {
  /** What happened, row by row, over all runs of the id. */
  log: string | null
  summary: string | null
  index: string | null
}

const MOST_FILES = 500_000
/** DALI's own limits make no larger one. */
export const MAX_FILE_BYTES = 512 * 1024 * 1024
const PIECE_BYTES = 1024 * 1024

/** Which file is whose. DALI's are named after the id and overwritten by each run, so they are those of the last one. */
export function assignEvidence(
  jobs: readonly FoldedJob[],
  names: ReadonlySet<string>,
): { byAttempt: Map<Attempt, RunFiles>; left: string[] } {
  const byAttempt = new Map<Attempt, RunFiles>()
  const taken = new Set<string>()

  function give(attempt: Attempt | undefined, part: keyof RunFiles, name: string): void {
    if (attempt === undefined || !names.has(name) || taken.has(name)) return
    taken.add(name)
    const files = byAttempt.get(attempt) ?? { log: null, summary: null, index: null }
    byAttempt.set(attempt, { ...files, [part]: name })
  }

  for (const [id, attempts] of attemptsById(jobs)) {
    const last = attempts.at(-1)
    give(last, 'log', `${id}.jsonl`)
    give(last, 'index', `${id}_index.jsonl`)
    // A run that failed wrote no summary, so what lies there is of the last one that did not.
    give(
      attempts.findLast((attempt) => attempt.end?.as === 'complete'),
      'summary',
      `${id}.md`,
    )
  }
  return { byAttempt, left: [...names].filter((name) => !taken.has(name)).toSorted() }
}

function attemptsById(jobs: readonly FoldedJob[]): Map<string, Attempt[]> {
  const found = new Map<string, Attempt[]>()
  for (const { id, attempts } of jobs) found.set(id, [...(found.get(id) ?? []), ...attempts])
  return new Map([...found].map(([id, attempts]) => [id, inOrder(attempts)]))
}

/** Names of the evidence that is there; none where the folder is not. */
export function evidenceNames({ folder, evidence }: Source): string[] {
  if (evidence === null) return []
  try {
    return folder.readdir(evidence, { limit: MOST_FILES }).names
  } catch (error) {
    if (error instanceof PathRejected && error.reason === 'not_found') return []
    throw error
  }
}

/** Bytes of an evidence file; what cannot be looked at has none. */
export function evidenceSize({ folder, evidence }: Source, name: string): number {
  try {
    return folder.stat(`${evidence ?? ''}/${name}`).size
  } catch (error) {
    if (error instanceof PathRejected) return 0
    throw error
  }
}

/**
 * Copies an evidence file, never what a link points to. @returns its size
 * @throws PathRejected; Error when it is too large; system errors
 */
export async function copyEvidence({ folder, evidence }: Source, name: string, target: string): Promise<number> {
  const from = folder.open(`${evidence ?? ''}/${name}`, 'read')
  try {
    const to = openSync(target, 'wx', 0o600)
    try {
      return await copyAll(from, to)
    } finally {
      closeSync(to)
    }
  } finally {
    closeSync(from)
  }
}

async function copyAll(from: number, to: number): Promise<number> {
  const piece = Buffer.allocUnsafe(PIECE_BYTES)
  for (let size = 0; ;) {
    const got = readSync(from, piece, 0, PIECE_BYTES, size)
    if (got === 0) return size
    size += got
    if (size > MAX_FILE_BYTES) throw new Error('it is larger than 512 MiB')
    for (let written = 0; written < got;) written += writeSync(to, piece, written, got - written)
    await nextTurn()
  }
}
