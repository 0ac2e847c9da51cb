import type { RowProblem } from '#schemas'
import { isDeeperThan, MAX_JSON_DEPTH, parseIsoTime } from '#schemas/format'
import { readLoose, readLooseAt } from './loose-json.ts'

/** A row that says something of a job. */
export type Row =
  | { readonly event: 'enqueue'; readonly job: unknown }
  | { readonly event: 'claim'; readonly worker: string; readonly lease: number | undefined }
  | { readonly event: 'heartbeat'; readonly worker: string; readonly lease: number | undefined }
  | { readonly event: 'complete'; readonly worker: string; readonly result: unknown }
  | { readonly event: 'fail'; readonly worker: string; readonly error: string }

export type FoundRow = Row & {
  readonly id: string
  /** Milliseconds; undefined where the row does not say. */
  readonly at: number | undefined
  /** Whether DALI's own reader saw it. */
  readonly seen: boolean
}

/** What is wrong with a line, or with one row of it. */
export interface Trouble {
  readonly problem: RowProblem
  readonly detail: string
  readonly event: string | null
  readonly id: string | null
  readonly recovered: boolean
  readonly stopped: boolean
}

export interface ReadRows {
  readonly rows: readonly FoundRow[]
  readonly troubles: readonly Trouble[]
  /** Whether there is nothing on the line. */
  readonly empty: boolean
}

/** Python's `splitlines` ends a line at each of these; so a row that holds one is no row to DALI. */
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const SEPARATORS = /\r\n|[\n\r\v\f\u001c-\u001e\u0085\u2028\u2029]/

/** The beginning of every row DALI writes. */
const ROW_START = /\{"ts_utc": ?"/g
/** A line of more beginnings is no accident of two writers. */
const MAX_STARTS = 64

/**
 * The rows of one line of a ledger, read as DALI read it, and where DALI could not, as far as there is a row to be found:
 * one that Python splits, one that is glued to a torn one, one with bytes that are not UTF-8.
 */
export function readRows(bytes: Buffer): ReadRows {
  const { text, valid } = decode(bytes)
  const pieces = text.split(SEPARATORS).filter((piece) => piece.trim() !== '')
  if (pieces.length === 0) return { rows: [], troubles: [], empty: true }
  const read = pieces.length === 1 ? readPiece(text, valid) : readPieces(text, pieces, valid)
  if (valid) return { ...read, empty: false }
  // One row, one trouble: the bytes are what stopped DALI, whatever else is wrong.
  const about = read.rows.length > 0 ? of(read.rows[0]) : { event: read.troubles[0]?.event ?? null }
  const found = trouble('invalid_utf8', { recovered: read.rows.length > 0, stopped: true, ...about })
  return { rows: read.rows, troubles: [found], empty: false }
}

type Found = Pick<ReadRows, 'rows' | 'troubles'>

function readPieces(whole: string, pieces: readonly string[], seen: boolean): Found {
  const read = readLoose(whole)
  if (read === undefined) {
    const each = pieces.map((piece) => readPiece(piece, seen))
    return { rows: each.flatMap(({ rows }) => rows), troubles: each.flatMap(({ troubles }) => troubles) }
  }
  const found = interpret(read.value, false)
  const [row] = found.rows
  return {
    rows: found.rows,
    troubles: [trouble('line_separator', { recovered: row !== undefined, ...of(row) }), ...found.troubles],
  }
}

function readPiece(text: string, seen: boolean): Found {
  const read = readLoose(text)
  if (read !== undefined) return interpret(read.value, seen)
  const found = wholeRowsIn(text)
  return {
    rows: found.rows,
    troubles: [trouble('not_json', { recovered: found.rows.length > 0, detail: beginning(text) }), ...found.troubles],
  }
}

/** A torn row and the next append are one line to DALI, which loses both; the second one is whole. */
function wholeRowsIn(text: string): Found {
  const rows: FoundRow[] = []
  const troubles: Trouble[] = []
  let end = 0
  for (const { index } of [...text.matchAll(ROW_START)].slice(0, MAX_STARTS)) {
    if (index < end) continue
    const read = readLooseAt(text, index)
    if (read === undefined) continue
    end = read.end
    const found = interpret(read.value, false)
    rows.push(...found.rows)
    troubles.push(...found.troubles)
  }
  return { rows, troubles }
}

function interpret(value: unknown, seen: boolean): Found {
  if (!isObject(value)) return troubled('not_an_object', { stopped: seen })
  const event = typeof value['event'] === 'string' ? value['event'].slice(0, 64).toWellFormed() : null
  const known = { event, id: textOf(value['job_id']) }
  if (isDeeperThan(value, MAX_JSON_DEPTH)) return troubled('too_deep', known)
  const row = rowOf(event, value)
  if (row === undefined) return troubled('unknown_event', known)
  if (row.event === 'enqueue' && !isObject(row.job)) return troubled('job_not_an_object', { ...known, stopped: seen })
  const id = textOf(row.event === 'enqueue' && isObject(row.job) ? row.job['job_id'] : value['job_id'])
  const problem = row.event === 'enqueue' ? 'job_refused' : 'unknown_job'
  if (id === null) return troubled(problem, { event, detail: 'It has no job_id.' })
  const at = parseIsoTime(textOf(value['ts_utc']) ?? '')
  return { rows: [{ ...row, id, at, seen }], troubles: [] }
}

function rowOf(event: string | null, value: Record<string, unknown>): Row | undefined {
  const worker = (textOf(value['worker_id']) ?? '').toWellFormed()
  switch (event) {
    case 'enqueue':
      return { event, job: value['job'] }
    case 'claim':
    case 'heartbeat':
      return { event, worker, lease: leaseOf(value['lease_expires_unix']) }
    case 'complete':
      return { event, worker, result: value['result'] ?? null }
    case 'fail':
      return { event, worker, error: textOf(value['error']) ?? '' }
    default:
      return undefined
  }
}

/** Seconds; NaN and the infinities are numbers to DALI, booleans too. */
function leaseOf(value: unknown): number | undefined {
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean'
    ? Number(value)
    : undefined
}

function troubled(problem: RowProblem, parts: Partial<Trouble>): Found {
  return { rows: [], troubles: [trouble(problem, parts)] }
}

export function trouble(problem: RowProblem, parts: Partial<Trouble> = {}): Trouble {
  return { problem, detail: '', event: null, id: null, recovered: false, stopped: false, ...parts }
}

function of(row: FoundRow | undefined): Pick<Trouble, 'event' | 'id'> {
  return { event: row?.event ?? null, id: row?.id ?? null }
}

const SHOWN = 80

function beginning(text: string): string {
  const points = Array.from(text.slice(0, SHOWN * 2).toWellFormed())
  return points.length > SHOWN ? `${points.slice(0, SHOWN).join('')}…` : points.join('')
}

function decode(bytes: Buffer): { text: string; valid: boolean } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), valid: true }
  } catch {
    return { text: bytes.toString('utf8'), valid: false }
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
