#!/usr/bin/env node
// Verifies an evidence bundle of Interlock. Needs Node 18 or newer and nothing else, so that it can be read and trusted on
// its own:
//
//     node verify.mjs [folder] [--head SEQ:HASH] [--json]
//
// A verifier that comes with a bundle is worth as much as whoever made the bundle: in doubt, take this file from an
// Interlock of your own and name the folder.
//
// The folder is the one this file lies in unless another is named. `--head` is a row number and hash that somebody noted
// earlier: without it, rows that were cut off at the end together with every checkpoint after them cannot be noticed.
// Exit code 0 when everything fits, 1 when anything does not.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat, readdir, readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const FORMAT = 'interlock-evidence/1'
const GENESIS_HASH = '0'.repeat(64)
const ROW_MEMBERS = ['seq', 'at', 'kind', 'v', 'actor', 'job_id', 'run_id', 'trace_id', 'payload', 'prev_hash', 'hash']
const BODY_MEMBERS = ['id', 'media', 'salt', 'size', 'digest']
const FILES = ['bodies', 'bodies.jsonl', 'events.jsonl', 'manifest.json', 'verify.mjs']
const SHOWN_PROBLEMS = 100

const { folder, head, json } = readArguments(process.argv.slice(2))
const report = await verify(folder, head)
console.log(json ? JSON.stringify(report, null, 2) : inWords(report))
process.exitCode = report.ok ? 0 : 1

function readArguments(words) {
  const rest = [...words]
  const json = take(rest, '--json')
  const at = rest.indexOf('--head')
  const head = at < 0 ? undefined : parseHead(rest.splice(at, 2)[1])
  return { folder: resolve(rest[0] ?? dirname(fileURLToPath(import.meta.url))), head, json }
}

function take(words, word) {
  const at = words.indexOf(word)
  if (at >= 0) words.splice(at, 1)
  return at >= 0
}

function parseHead(text = '') {
  const match = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text)
  if (match === null) {
    console.error('--head takes a row number and its hash: --head 1234:9f86d0…')
    process.exit(1)
  }
  return { seq: Number(match[1]), hash: match[2] }
}

/** Walks the whole bundle once. Nothing in it is believed before it is checked against something else in it. */
async function verify(folder, head) {
  const problems = createProblems()
  const manifest = await readManifest(folder, problems)
  const refs = new Map()
  const rows = await verifyRows(folder, manifest, head, refs, problems)
  const bodies = await verifyBodies(folder, refs, problems)
  compareManifest(manifest, rows, bodies, problems)
  await refuseStrangers(folder, FILES, 'file', problems)
  return {
    ok: problems.count() === 0,
    folder,
    scope: manifest.scope ?? null,
    job: manifest.job ?? null,
    exported_at: manifest.exported_at ?? null,
    rows: rows.count,
    first_seq: rows.first?.seq ?? 0,
    last_seq: rows.last?.seq ?? 0,
    head: rows.last?.hash ?? null,
    checkpoints: rows.checkpoints,
    bodies: bodies.checked,
    proves: proves(manifest),
    problem_count: problems.count(),
    problems: problems.list(),
  }
}

function createProblems() {
  const listed = []
  let count = 0
  return {
    add(where, problem) {
      count += 1
      if (listed.length < SHOWN_PROBLEMS) listed.push({ where, problem })
    },
    count: () => count,
    list: () => listed,
  }
}

function proves({ scope }) {
  return scope === 'job'
    ? 'Each row and body of this job is as it was recorded. Not proved: that no row of the job is missing from this bundle, since the rows of other jobs between them are not part of it. A bundle of the whole ledger proves that.'
    : 'The ledger is complete from its first row to its last, and each row and body is as it was recorded. Rows cut off at the end show only against a checkpoint, or against a head that was noted elsewhere (--head).'
}

async function readManifest(folder, problems) {
  let manifest
  try {
    manifest = JSON.parse(decode(await readFile(join(folder, 'manifest.json'))))
  } catch (error) {
    problems.add('manifest.json', `It cannot be read: ${wordsOf(error)}.`)
    return { checkpoints: [] }
  }
  if (!isRecord(manifest)) {
    problems.add('manifest.json', 'It is not an object.')
    return { checkpoints: [] }
  }
  if (manifest.format !== FORMAT) problems.add('manifest.json', `Its format is not ${FORMAT}.`)
  if (manifest.scope !== 'ledger' && manifest.scope !== 'job')
    problems.add('manifest.json', 'Its scope is neither ledger nor job.')
  if (manifest.scope === 'job' ? typeof manifest.job !== 'string' : manifest.job !== null)
    problems.add('manifest.json', 'The job it names does not fit its scope.')
  const marks = manifest.checkpoints
  if (Array.isArray(marks) && marks.every((mark) => isRecord(mark) && isCount(mark.seq) && isHash(mark.hash)))
    return manifest
  problems.add('manifest.json', 'Its checkpoints are not a list of row numbers and hashes.')
  return { ...manifest, checkpoints: [] }
}

/** Each row alone, its link to the one before, and the checkpoints beside it. */
async function verifyRows(folder, manifest, head, refs, problems) {
  const whole = manifest.scope !== 'job'
  const marks = new Map(manifest.checkpoints.map((mark) => [mark.seq, { ...mark, what: 'The checkpoint' }]))
  const rows = { count: 0, first: undefined, last: undefined, checkpoints: 0 }
  let line = 0
  await readLines(join(folder, 'events.jsonl'), problems, (bytes) => {
    line += 1
    const row = parseLine(bytes, ROW_MEMBERS)
    if (typeof row === 'string') return problems.add(`events.jsonl line ${line}`, row)
    const where = `row ${row.seq}`
    const fault = rowFault(row)
    if (fault !== undefined) problems.add(where, fault)
    if (!whole && row.job_id !== manifest.job) problems.add(where, `It does not belong to the job ${manifest.job}.`)
    const link = linkFault(row, rows.last, whole)
    if (link !== undefined) problems.add(where, link)
    const mark = marks.get(row.seq)
    if (mark !== undefined) {
      rows.checkpoints += 1
      marks.delete(row.seq)
      if (mark.hash !== row.hash) problems.add(where, 'The checkpoint for it in manifest.json names another hash.')
    }
    if (head !== undefined && head.seq === row.seq && head.hash !== row.hash)
      problems.add(where, 'It has another hash than the head that was noted.')
    gatherRefs(row.payload, row.seq, refs, problems)
    gatherSeal(row, refs, problems)
    rows.count += 1
    rows.first ??= row
    rows.last = row
  })
  const last = rows.last?.seq ?? 0
  for (const mark of marks.values())
    problems.add(
      `row ${mark.seq}`,
      mark.seq > last
        ? `The end is missing: there is a checkpoint for row ${mark.seq}, but the last row is ${last}.`
        : 'There is a checkpoint for it, but no such row.',
    )
  if (head !== undefined && head.seq > last)
    problems.add(
      `row ${head.seq}`,
      `The end is missing: the head that was noted is row ${head.seq}, the last row is ${last}.`,
    )
  return rows
}

function rowFault(row) {
  const isText = (value) => typeof value === 'string'
  const isTextOrNull = (value) => value === null || isText(value)
  const fits =
    isCount(row.seq) &&
    row.seq > 0 &&
    Number.isSafeInteger(row.at) &&
    isText(row.kind) &&
    isCount(row.v) &&
    isText(row.actor) &&
    [row.job_id, row.run_id, row.trace_id].every(isTextOrNull) &&
    isRecord(row.payload) &&
    isHash(row.prev_hash) &&
    isHash(row.hash)
  if (!fits) return 'Its members are not those of a row.'
  const { hash, ...content } = row
  try {
    if (sha256(canonical(content)) !== hash) return 'It does not match its hash.'
  } catch (error) {
    return `It cannot be hashed: ${wordsOf(error)}.`
  }
  return undefined
}

function linkFault(row, last, whole) {
  if (last === undefined) {
    if (!whole) return undefined
    if (row.seq !== 1) return `The rows before it are missing: a ledger begins with row 1.`
    return row.prev_hash === GENESIS_HASH ? undefined : 'It is the first row, but names one before it.'
  }
  if (row.seq <= last.seq) return `It stands after row ${last.seq}: the rows are not in their order.`
  if (row.seq === last.seq + 1)
    return row.prev_hash === last.hash ? undefined : `It does not follow row ${last.seq}: its prev_hash is another.`
  if (!whole) return undefined
  return row.seq === last.seq + 2
    ? `Row ${last.seq + 1} before it is missing.`
    : `The rows ${last.seq + 1} to ${row.seq - 1} before it are missing.`
}

/** A body is named by exactly {id, size, digest}, at any depth of a payload. */
function gatherRefs(value, seq, refs, problems) {
  if (typeof value !== 'object' || value === null) return
  if (isRef(value)) {
    const known = refs.get(value.id)
    if (known === undefined) refs.set(value.id, { size: value.size, digest: value.digest, seq })
    else if (known.size !== value.size || known.digest !== value.digest)
      problems.add(`row ${seq}`, `It names the body ${value.id} otherwise than row ${known.seq} does.`)
    return
  }
  for (const inner of Object.values(value)) gatherRefs(inner, seq, refs, problems)
}

/** The evidence of a run's trust is named with a hash of its own too, over nothing but its bytes. */
function gatherSeal({ kind, seq, payload }, refs, problems) {
  if (kind !== 'run.trust') return
  const ref = refs.get(payload.envelope?.id)
  if (ref === undefined || !isHash(payload.sha256)) problems.add(`row ${seq}`, 'It does not say what it sealed.')
  else ref.sealed = payload.sha256
}

function isRef(value) {
  return (
    isRecord(value) &&
    Object.keys(value).length === 3 &&
    typeof value.id === 'string' &&
    isCount(value.size) &&
    isHash(value.digest)
  )
}

/** Each body a row names must lie here with its bytes; nothing else may. */
async function verifyBodies(folder, refs, problems) {
  const entries = await readIndex(folder, problems)
  for (const [id, ref] of refs) {
    const where = `body ${id}`
    const entry = entries.get(id)
    if (entry === undefined) problems.add(where, `Row ${ref.seq} names it, but it is missing from bodies.jsonl.`)
    else if (entry.digest !== ref.digest || entry.size !== ref.size)
      problems.add(where, `bodies.jsonl says otherwise of it than row ${ref.seq} does.`)
    else {
      const fault = await bodyFault(join(folder, 'bodies', id), ref, entry.salt)
      if (fault !== undefined) problems.add(where, fault)
    }
  }
  for (const id of entries.keys())
    if (!refs.has(id)) problems.add(`body ${id}`, 'It is in bodies.jsonl, but no row names it.')
  await refuseStrangers(join(folder, 'bodies'), [...entries.keys()], 'body', problems)
  return { checked: refs.size, listed: entries.size }
}

async function readIndex(folder, problems) {
  const entries = new Map()
  let line = 0
  await readLines(join(folder, 'bodies.jsonl'), problems, (bytes) => {
    line += 1
    const where = `bodies.jsonl line ${line}`
    const entry = parseLine(bytes, BODY_MEMBERS)
    if (typeof entry === 'string') return problems.add(where, entry)
    const { id, salt, size, digest } = entry
    // The id becomes a file name.
    const fits =
      typeof id === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(id) && isHex(salt) && isCount(size) && isHash(digest)
    if (!fits) return problems.add(where, 'Its members are not those of a body.')
    if (entries.has(id)) return problems.add(where, `The body ${id} is there twice.`)
    entries.set(id, { salt, size, digest })
  })
  return entries
}

async function bodyFault(path, ref, salt) {
  try {
    if (!(await lstat(path)).isFile()) return 'It is not a plain file.'
    const sum = createHash('sha256').update(Buffer.from(salt, 'hex'))
    const plain = createHash('sha256')
    let size = 0
    for await (const piece of createReadStream(path)) {
      sum.update(piece)
      if (ref.sealed !== undefined) plain.update(piece)
      size += piece.length
    }
    if (size !== ref.size) return `It has ${size} bytes instead of ${ref.size}.`
    if (sum.digest('hex') !== ref.digest) return `Its bytes or its salt do not match the digest in row ${ref.seq}.`
    return ref.sealed === undefined || plain.digest('hex') === ref.sealed
      ? undefined
      : `It is not what row ${ref.seq} sealed.`
  } catch (error) {
    return error.code === 'ENOENT'
      ? `Row ${ref.seq} names it, but its file is missing.`
      : `It cannot be read: ${wordsOf(error)}.`
  }
}

function compareManifest(manifest, rows, bodies, problems) {
  const found = {
    first_seq: rows.first?.seq ?? 0,
    last_seq: rows.last?.seq ?? 0,
    last_hash: rows.last?.hash ?? null,
    events: rows.count,
    bodies: bodies.listed,
  }
  for (const [name, value] of Object.entries(found))
    if (manifest[name] !== value)
      problems.add(
        'manifest.json',
        `Its ${name} is ${JSON.stringify(manifest[name])}, but the bundle has ${JSON.stringify(value)}.`,
      )
}

async function refuseStrangers(folder, expected, what, problems) {
  let names = []
  try {
    names = await readdir(folder)
  } catch (error) {
    return problems.add(folder, `It cannot be listed: ${wordsOf(error)}.`)
  }
  const known = new Set(expected)
  for (const name of names.sort())
    if (!known.has(name)) problems.add(`${what} ${name}`, 'It lies in the bundle, but is not part of it.')
}

/** Cuts at line feeds only: rows may hold U+2028 and its like as they are. */
async function readLines(path, problems, take) {
  let carried = []
  try {
    for await (const piece of createReadStream(path)) {
      let from = 0
      for (let end = piece.indexOf(0x0a); end >= 0; end = piece.indexOf(0x0a, from)) {
        take(Buffer.concat([...carried, piece.subarray(from, end)]))
        carried = []
        from = end + 1
      }
      if (from < piece.length) carried.push(piece.subarray(from))
    }
    if (carried.length > 0) take(Buffer.concat(carried))
  } catch (error) {
    problems.add(path, `It cannot be read: ${wordsOf(error)}.`)
  }
}

/**
 * A line with exactly these members, in the form the export wrote it: a member that is there twice, a number that JavaScript
 * cannot hold or a space that was added would otherwise vanish in the parse.
 */
function parseLine(bytes, members) {
  let value
  try {
    const text = decode(bytes)
    value = JSON.parse(text)
    if (JSON.stringify(value) !== text) return 'It is not in the form in which it was written.'
  } catch (error) {
    return `It cannot be read: ${wordsOf(error)}.`
  }
  if (!isRecord(value)) return 'It is not an object.'
  const keys = Object.keys(value)
  return keys.length === members.length && members.every((member) => keys.includes(member))
    ? value
    : `It has not exactly the members ${members.join(', ')}.`
}

/** RFC 8785: members by UTF-16 code unit, numbers and texts as ECMAScript writes them. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const members = Object.keys(value)
      .sort()
      .map((key) => `${canonical(key)}:${canonical(value[key])}`)
    return `{${members.join(',')}}`
  }
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error('a number that JSON cannot carry')
  if (typeof value === 'string' && hasLoneSurrogate(value)) throw new Error('half of a surrogate pair')
  return JSON.stringify(value)
}

function hasLoneSurrogate(text) {
  return /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text)
}

function decode(bytes) {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
}

function sha256(text) {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}

function isRecord(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isCount(value) {
  return Number.isSafeInteger(value) && value >= 0
}

function isHash(value) {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)
}

function isHex(value) {
  return typeof value === 'string' && /^([0-9a-f]{2})*$/.test(value)
}

function wordsOf(error) {
  return error instanceof Error ? error.message : String(error)
}

function inWords(report) {
  const { scope, job, rows, first_seq, last_seq, head, checkpoints, bodies, problem_count, problems } = report
  const what = scope === 'job' ? `the job ${job}` : 'the whole ledger'
  const lines = [
    `Evidence of ${what}, exported ${report.exported_at ?? 'at an unknown time'}.`,
    `${rows} rows (${first_seq} to ${last_seq}), ${checkpoints} checkpoints, ${bodies} bodies.`,
    `Head: ${last_seq}:${head ?? 'none'}`,
    '',
  ]
  if (problem_count === 0) return [...lines, 'VERIFIED', report.proves].map(printable).join('\n')
  lines.push(`NOT VERIFIED: ${problem_count === 1 ? 'one problem' : `${problem_count} problems`}.`)
  for (const { where, problem } of problems) lines.push(`  ${where}: ${problem}`)
  if (problem_count > problems.length) lines.push(`  and ${problem_count - problems.length} more.`)
  return lines.map(printable).join('\n')
}

/** What a bundle names must not steer the terminal it is shown on. */
function printable(line) {
  return line.replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, '\ufffd')
}
