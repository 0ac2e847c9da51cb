import { createHash } from 'node:crypto'
import { closeSync, fstatSync } from 'node:fs'
import type { ImportSource, UnreadableRow } from '#schemas'
import { contentOf } from './content.ts'
import { assignEvidence, evidenceNames, evidenceSize, type RunFiles } from './evidence.ts'
import { type Attempt, createFold, type Fold, type FoldedJob, type Known, type Place } from './fold.ts'
import { type Line, readLine, readLines } from './lines.ts'
import { type FoundRow, readRows, type Trouble, trouble } from './rows.ts'
import { killSwitchPresent, locate, type Source, workerPid } from './source.ts'

/** A line beyond this holds nothing that DALI could have written within its own limits. */
const MAX_ROW_BYTES = 256 * 1024 * 1024
/** What unreadable rows held is kept up to so much, each and together. */
const MAX_RAW = 64 * 1024
const MAX_RAW_TOTAL = 1024 * 1024
const MOST_UNREADABLE = 10_000

/** A DALI installation as it was when it was opened. */
export interface Session {
  readonly source: Source
  readonly found: ImportSource
  readonly nowMs: number
  readonly fold: Fold
  /** Jobs that can be imported. */
  readonly jobs: readonly FoldedJob[]
  readonly files: ReadonlyMap<Attempt, RunFiles>
  /** Evidence of no job that can be imported. */
  readonly filesLeft: readonly { readonly name: string; readonly bytes: number }[]
  /** The first 10,000 of them. */
  readonly unreadable: readonly { readonly row: UnreadableRow; readonly raw: string }[]
  readonly unreadableCount: number
  readonly recovered: number
  /** A row again, as it was found. @throws Error when the file has changed meanwhile */
  row(place: Place): FoundRow
  line(place: Pick<Place, 'offset' | 'length'>): Buffer
  close(): void
}

/** Reads the whole ledger once. @throws Error whose message says why it cannot be read */
export async function openSession(path: string, nowMs: number): Promise<Session> {
  const source = locate(path)
  try {
    const fd = source.folder.open(source.ledger, 'read')
    try {
      return await readSession(source, fd, nowMs)
    } catch (error) {
      closeSync(fd)
      throw error
    }
  } catch (error) {
    source.folder.close()
    throw error
  }
}

async function readSession(source: Source, fd: number, nowMs: number): Promise<Session> {
  const { size } = fstatSync(fd)
  const sum = createHash('sha256')
  const fold = createFold()
  const notes = createNotes()
  const events: Record<string, number> = {}
  let rows = 0

  function take(line: Line): void {
    const { bytes, number, offset, length } = line
    const read = bytes === null ? undefined : readRows(bytes)
    if (read?.empty === true) return
    rows += 1
    if (read === undefined) return notes.add(line, trouble('too_large'))
    for (const each of read.troubles) notes.add(line, each)
    for (const [index, row] of read.rows.entries()) {
      events[row.event] = (events[row.event] ?? 0) + 1
      const found = fold.take(row, { line: number, offset, length, index }, knownContent)
      if (found !== undefined) notes.add(line, found)
    }
  }

  for await (const line of readLines(fd, size, { longest: MAX_ROW_BYTES, onPiece: (piece) => sum.update(piece) }))
    take(line)

  const jobs = fold.jobs().filter(({ content }) => content.ok)
  const { byAttempt, left } = assignEvidence(jobs, new Set(evidenceNames(source)))
  const line = (place: Pick<Place, 'offset' | 'length'>) => readLine(fd, place)
  return {
    source,
    found: {
      ledger: source.ledgerPath,
      root: source.root,
      bytes: size,
      sha256: sum.digest('hex'),
      rows,
      events,
      kill_switch: killSwitchPresent(source),
      live_leases: fold.jobs().filter((job) => fold.isLive(job, nowMs)).length,
      worker_pid: workerPid(source),
    },
    nowMs,
    fold,
    jobs,
    files: byAttempt,
    filesLeft: left.map((name) => ({ name, bytes: evidenceSize(source, name) })),
    ...notes.result(),
    line,
    row(place) {
      const found = readRows(line(place)).rows[place.index]
      if (found === undefined) throw new Error('the ledger changed while it was read')
      return found
    },
    close() {
      closeSync(fd)
      source.folder.close()
    },
  }
}

/** What only tells contents apart; the jobs themselves are read again when their turn comes. */
function knownContent(job: unknown): Known {
  const content = contentOf(job)
  return content.ok ? { ok: true, digest: content.digest } : content
}

function createNotes() {
  const unreadable: { row: UnreadableRow; raw: string }[] = []
  let unreadableCount = 0
  let recovered = 0
  let kept = 0

  return {
    add({ number, length, bytes }: Line, { problem, detail, event, id, recovered: saved, stopped }: Trouble): void {
      unreadableCount += 1
      if (saved) recovered += 1
      if (unreadable.length >= MOST_UNREADABLE) return
      // What was imported all the same need not be kept a second time.
      const room = saved ? 0 : Math.min(MAX_RAW, MAX_RAW_TOTAL - kept)
      const raw = (bytes ?? Buffer.alloc(0)).toString('utf8').slice(0, room).toWellFormed()
      kept += raw.length
      const row = {
        line: number,
        bytes: length,
        problem,
        detail: detail.slice(0, 500),
        event,
        original_id: id === null ? null : id.slice(0, 128).toWellFormed(),
        recovered: saved,
        stopped_dali: stopped,
      }
      unreadable.push({ row, raw })
    },
    result: () => ({ unreadable, unreadableCount, recovered }),
  }
}
