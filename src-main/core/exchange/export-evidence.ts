import { constants, createWriteStream } from 'node:fs'
import { copyFile, lstat, mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { isoTime } from '#schemas/format'
import { bodyRefs, codeOf, type EventRow, nextTurn, type ReadConnection, type ReaderTask, toRecord } from '#core/record'
import { hasSecrets } from './sweep/sweep.ts'
import { sweptEvidence } from './sweep/swept-evidence.ts'
import { page, PAGE_ROWS, spanOf } from './sweep/ledger-rows.ts'

const request = z.strictObject({
  path: z.string(),
  blobs: z.string(),
  verifier: z.string(),
  version: z.string(),
  now: z.int(),
  job: z.string().nullable(),
  known: z.array(z.string()),
  allow_findings: z.boolean(),
})

/** Answer of the task; `taken` means that the target holds something already and nothing was written. */
export const exportAnswer = z.discriminatedUnion('outcome', [
  z.strictObject({
    outcome: z.literal('written'),
    path: z.string(),
    events: z.int(),
    bodies: z.int(),
    bytes: z.int(),
    findings: z.int(),
  }),
  z.strictObject({ outcome: z.literal('taken'), path: z.string() }),
  z.strictObject({ outcome: z.literal('unwritable'), path: z.string(), reason: z.string() }),
])

/** The folder may be one that others can write to: nothing that appears there meanwhile is written over or through. */
const FRESH = { mode: 0o600, flags: 'wx', flag: 'wx' }

interface BodyRow {
  id: string
  media: string
  salt: Buffer
  digest: Buffer | null
  size: number
  content: Buffer | null
}

/**
 * Writes a bundle: `events.jsonl` (rows as they are hashed), `bodies.jsonl` and `bodies/` (what they point to, with salts),
 * `manifest.json`, and a verifier that needs nothing of ours. A bundle of one job holds its rows only, so it proves each row
 * and body but not that none is missing between them.
 */
export const exportEvidence: ReaderTask = async (database, input) => {
  const { path, blobs, verifier, version, now, job, known, allow_findings } = request.parse(input)
  const span = spanOf(database, job)
  const findings = await sweptEvidence(database, { blobs, span, known })
  if (findings.count > 0 && !allow_findings) throw hasSecrets(findings)
  try {
    await makeFolder(join(path, 'bodies'))
  } catch (error) {
    return { outcome: 'unwritable', path, reason: codeOf(error) }
  }
  if (!(await isVacant(path))) return { outcome: 'taken', path }

  const events = createWriteStream(join(path, 'events.jsonl'), FRESH)
  const bodies = createWriteStream(join(path, 'bodies.jsonl'), FRESH)
  const written = { events: 0, bodies: 0, bytes: 0 }
  let first: EventRow | undefined
  let last: EventRow | undefined
  for (let after = 0; ;) {
    const rows = page(database, after, span)
    for (const row of rows) {
      first ??= row
      last = row
      await put(events, `${JSON.stringify(toRecord(row))}\n`)
      written.events += 1
      for (const ref of bodyRefs(JSON.parse(row.payload))) {
        const size = await exportBody(database, blobs, path, ref.id, bodies)
        if (size === undefined) continue
        written.bodies += 1
        written.bytes += size
      }
    }
    after = rows.at(-1)?.seq ?? after
    if (rows.length < PAGE_ROWS) break
    await nextTurn()
  }
  await Promise.all([finished(events), finished(bodies)])
  const manifest = {
    format: 'interlock-evidence/1',
    interlock: version,
    exported_at: isoTime(now),
    scope: job === null ? 'ledger' : 'job',
    job,
    first_seq: first?.seq ?? 0,
    last_seq: last?.seq ?? 0,
    last_hash: last?.hash.toString('hex') ?? null,
    events: written.events,
    bodies: written.bodies,
    findings: findings.count,
    checkpoints: job === null ? marks(database, span.last) : [],
  }
  await writeFile(join(path, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`, FRESH)
  await copyFile(verifier, join(path, 'verify.mjs'), constants.COPYFILE_EXCL)
  const files = await Promise.all(
    ['events.jsonl', 'bodies.jsonl', 'manifest.json'].map((name) => stat(join(path, name))),
  )
  return {
    outcome: 'written',
    path,
    ...written,
    findings: findings.count,
    bytes: written.bytes + files.reduce((sum, file) => sum + file.size, 0),
  }
}

/** Whether nothing lies there but an empty folder `bodies`; a link of that name leads elsewhere. */
async function isVacant(path: string): Promise<boolean> {
  const bodies = join(path, 'bodies')
  if ((await readdir(path)).some((name) => name !== 'bodies')) return false
  return (await lstat(bodies)).isDirectory() && (await readdir(bodies)).length === 0
}

/** Node's own `recursive` never comes back where a folder is there and takes no new ones, as in `/proc/self`. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 })
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return
    if (codeOf(error) !== 'ENOENT' || dirname(path) === path) throw error
    await makeFolder(dirname(path))
    await mkdir(path, { mode: 0o700 })
  }
}

/** @returns its size, or undefined when there is nothing to export of it */
async function exportBody(
  database: ReadConnection,
  blobs: string,
  path: string,
  id: string,
  index: NodeJS.WritableStream,
): Promise<number | undefined> {
  const row = database.prepare<[string], BodyRow>('SELECT * FROM body WHERE id = ?').get(id)
  if (row === undefined || row.digest === null) return undefined
  const target = join(path, 'bodies', id)
  if (row.content !== null) await writeFile(target, row.content, FRESH)
  else if (!(await copyIfThere(join(blobs, id), target))) return undefined
  await put(
    index,
    `${JSON.stringify({ id, media: row.media, salt: row.salt.toString('hex'), size: row.size, digest: row.digest.toString('hex') })}\n`,
  )
  return row.size
}

/** A file that is gone is left out: what remains can still be proved, and the verifier names what is missing. */
async function copyIfThere(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to, constants.COPYFILE_EXCL)
    return true
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
}

function marks(database: ReadConnection, last: number): { seq: number; hash: string }[] {
  return database
    .prepare<[number], { seq: number; hash: Buffer }>('SELECT seq, hash FROM checkpoint WHERE seq <= ? ORDER BY seq')
    .all(last)
    .map((row) => ({ seq: row.seq, hash: row.hash.toString('hex') }))
}

/** Writes and waits where the stream asks for it, so that an export does not gather in memory. */
async function put(stream: NodeJS.WritableStream, text: string): Promise<void> {
  if (!stream.write(text)) await new Promise<void>((resolve) => stream.once('drain', resolve))
}

function finished(stream: NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.once('error', reject)
    stream.end(resolve)
  })
}
