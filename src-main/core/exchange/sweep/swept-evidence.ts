import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { bodyRefs, codeOf, nextTurn, type ReadConnection } from '#core/record'
import { page, PAGE_ROWS, type Span } from './ledger-rows.ts'
import { createSweep, type Findings, type Sweep } from './sweep.ts'

/** Large contents are looked at in pieces that share so much, so that nothing lies unseen across their borders. */
const PIECE_BYTES = 1024 * 1024
const SHARED_UNITS = 8192
/** Others read between, and may give this up. */
const TURN_MS = 15

/** Looks through everything a bundle would hold: rows and the contents they point to. */
export async function sweptEvidence(
  database: ReadConnection,
  { blobs, span, known }: { blobs: string; span: Span; known: readonly string[] },
): Promise<Findings> {
  const sweep = createSweep(known)
  const body = database.prepare<[string], { content: Buffer | null }>('SELECT content FROM body WHERE id = ?')
  let turnedAt = performance.now()
  for (let after = 0; ;) {
    const rows = page(database, after, span)
    for (const row of rows) {
      if (performance.now() - turnedAt > TURN_MS) {
        await nextTurn()
        turnedAt = performance.now()
      }
      await sweep.add(`row ${row.seq}`, row.payload)
      for (const { id } of bodyRefs(JSON.parse(row.payload))) {
        const where = `the content of row ${row.seq}`
        const kept = body.get(id)
        if (kept === undefined) continue
        if (kept.content !== null) await sweep.add(where, kept.content.toString('utf8'))
        else await addFile(sweep, where, join(blobs, id))
      }
    }
    after = rows.at(-1)?.seq ?? after
    if (rows.length < PAGE_ROWS) return sweep.end()
  }
}

async function addFile(sweep: Sweep, where: string, path: string): Promise<void> {
  const decoder = new TextDecoder()
  let shared = ''
  try {
    for await (const piece of createReadStream(path, { highWaterMark: PIECE_BYTES })) {
      const text = shared + decoder.decode(bytesOf(piece), { stream: true })
      await sweep.add(where, text)
      shared = text.slice(-SHARED_UNITS)
    }
  } catch (error) {
    // A file that is gone is left out of the bundle too.
    if (codeOf(error) !== 'ENOENT') throw error
  }
}

function bytesOf(piece: unknown): Uint8Array {
  return Buffer.isBuffer(piece) ? piece : Buffer.from(String(piece))
}
