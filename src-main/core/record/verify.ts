import type Database from 'better-sqlite3'
import { createHash } from 'node:crypto'
import { bodyRefSchema, eventKinds, GENESIS_HASH, type BodyRef, type Verification } from '#schemas'
import { join } from 'node:path'
import type { EventRow } from './event-pages.ts'
import { bodyDigest, rowHash } from './ledger.ts'
import { fileDigest } from './bodies.ts'
import { codeOf } from './home.ts'
import { nextTurn } from './serve-reader.ts'

const PAGE_ROWS = 2000
const MAX_BAD_BODIES = 100

/**
 * Walks the whole chain: each row's number, link and hash, then the segments and checkpoints beside it, and with `bodies`
 * every body an event points to. Names the first bad row. A tail that is missing shows only against a checkpoint.
 */
export async function verifyLedger(
  database: Database.Database,
  options: { bodies: boolean; blobs: string },
): Promise<Verification> {
  const started = performance.now()
  const page = database.prepare<[number, number], EventRow>('SELECT * FROM event WHERE seq > ? ORDER BY seq LIMIT ?')
  let last: { seq: number; hash: Buffer } = { seq: 0, hash: Buffer.from(GENESIS_HASH, 'hex') }
  let firstBad: { seq: number; problem: string } | null = null
  const bad: Verification['bad_bodies'] = []
  let bodies = 0
  for (;;) {
    const rows = page.all(last.seq, PAGE_ROWS)
    for (const row of rows) {
      const problem = rowProblem(row, last)
      if (problem !== undefined) {
        firstBad = { seq: row.seq, problem }
        break
      }
      last = { seq: row.seq, hash: row.hash }
      if (!options.bodies) continue
      for (const ref of bodyRefs(JSON.parse(row.payload))) {
        bodies += 1
        const wrong = (await bodyProblem(database, options.blobs, ref)) ?? sealProblem(database, row, ref)
        if (wrong !== undefined && bad.length < MAX_BAD_BODIES) bad.push({ id: ref.id, seq: row.seq, problem: wrong })
      }
    }
    if (firstBad !== null || rows.length < PAGE_ROWS) break
    await nextTurn()
  }
  firstBad ??= marksProblem(database, last)
  return {
    ok: firstBad === null && bad.length === 0,
    rows: last.seq,
    segments: database.prepare<[], { n: number }>('SELECT count(*) AS n FROM segment').get()?.n ?? 0,
    head: { seq: last.seq, hash: last.hash.toString('hex') },
    first_bad: firstBad,
    bodies_checked: bodies,
    bad_bodies: bad,
    duration_ms: Math.round(performance.now() - started),
  }
}

function rowProblem(row: EventRow, last: { seq: number; hash: Buffer }): string | undefined {
  if (row.seq !== last.seq + 1) return `Row ${last.seq + 1} is missing.`
  if (!row.prev_hash.equals(last.hash))
    return `Row ${row.seq} does not follow row ${last.seq}: its prev_hash is another.`
  if (!rowHash(row).equals(row.hash)) return `Row ${row.seq} does not match its hash.`
  return undefined
}

/** Segments and checkpoints stand beside the chain; each must agree with it. */
function marksProblem(
  database: Database.Database,
  head: { seq: number; hash: Buffer },
): { seq: number; problem: string } | null {
  const hashAt = database.prepare<[number], { hash: Buffer }>('SELECT hash FROM event WHERE seq = ?')
  const marks = [
    ...database
      .prepare<[], { seq: number; hash: Buffer; what: string }>(
        `SELECT seq, hash, 'The checkpoint' AS what FROM checkpoint ORDER BY seq`,
      )
      .all(),
    ...database
      .prepare<[], { seq: number; hash: Buffer; what: string }>(
        `SELECT last_seq AS seq, hash, 'The segment end' AS what FROM segment WHERE last_seq IS NOT NULL ORDER BY id`,
      )
      .all(),
  ]
  for (const mark of marks) {
    if (mark.seq > head.seq)
      return {
        seq: head.seq + 1,
        problem: `${mark.what} at row ${mark.seq} is beyond the end of the ledger: rows ${head.seq + 1} to ${mark.seq} are missing.`,
      }
    if (hashAt.get(mark.seq)?.hash.equals(mark.hash) !== true)
      return { seq: mark.seq, problem: `${mark.what} at row ${mark.seq} names another hash.` }
  }
  return null
}

/** Every body reference inside an event's payload. */
export function bodyRefs(payload: unknown): BodyRef[] {
  if (typeof payload !== 'object' || payload === null) return []
  const parsed = bodyRefSchema.safeParse(payload)
  if (parsed.success) return [parsed.data]
  return Object.values(payload).flatMap(bodyRefs)
}

/** The evidence of a run's trust is named with a hash of its own too, over nothing but its bytes. */
function sealProblem(database: Database.Database, { kind, payload }: EventRow, ref: BodyRef): string | undefined {
  if (kind !== 'run.trust') return undefined
  const { envelope, sha256 } = eventKinds['run.trust'].parse(JSON.parse(payload))
  const row = database
    .prepare<[string], { content: Buffer | null }>('SELECT content FROM body WHERE id = ?')
    .get(ref.id)
  const sum = createHash('sha256')
    .update(row?.content ?? '')
    .digest('hex')
  return envelope.id !== ref.id || sum === sha256 ? undefined : 'It is not what the ledger sealed.'
}

/** What is wrong with a body, or undefined. One that is gone is wrong too as long as nothing deletes bodies. */
async function bodyProblem(database: Database.Database, blobs: string, ref: BodyRef): Promise<string | undefined> {
  const row = database
    .prepare<[string], { salt: Buffer; content: Buffer | null }>('SELECT salt, content FROM body WHERE id = ?')
    .get(ref.id)
  if (row === undefined) return 'It is missing.'
  if (row.content !== null) {
    if (row.content.length !== ref.size) return `It has ${row.content.length} bytes instead of ${ref.size}.`
    return bodyDigest(row.salt, row.content).toString('hex') === ref.digest
      ? undefined
      : 'Its bytes do not match the digest in the ledger.'
  }
  try {
    const { digest, size } = await fileDigest(join(blobs, ref.id), row.salt)
    if (size !== ref.size) return `Its file has ${size} bytes instead of ${ref.size}.`
    return digest === ref.digest ? undefined : 'Its file does not match the digest in the ledger.'
  } catch (error) {
    return `Its file cannot be read (${codeOf(error)}).`
  }
}
