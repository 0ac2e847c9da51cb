import { appendFileSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Verification } from '#schemas'
import { dropGuards, readDatabase, tamper } from '../support/database.ts'
import { chance } from '../support/random.ts'
import { openCore, removeFolder, testCore } from '../support/test-core.ts'
import { copyOf, type WorkedHome, workedHome } from './worked-home.ts'

interface Row {
  seq: number
  at: number
  kind: string
  payload: string
  prev_hash: Buffer
  hash: Buffer
}

const random = chance('tampering with the database')
let worked: WorkedHome
let rows: Row[]

beforeAll(async () => {
  worked = await workedHome()
  rows = readDatabase(worked.home, (database) => database.prepare<[], Row>('SELECT * FROM event ORDER BY seq').all())
})

afterAll(() => worked.remove())

/** What a core says of a copy of the database that somebody changed behind its back. */
async function verifyAfter(
  change: (database: Database.Database) => void,
  options: { files?: (home: string) => void; bodies?: boolean } = {},
): Promise<Verification> {
  const home = copyOf(worked.home)
  onTestFinished(() => removeFolder(home))
  tamper(home, (database) => {
    dropGuards(database)
    change(database)
  })
  options.files?.(home)
  const { core, workspace } = await openCore({ home, slots: 0 })
  try {
    return await core.evidence.verify({ bodies: options.bodies ?? true })
  } finally {
    await core.close('test')
    removeFolder(workspace)
  }
}

function set(column: string, seq: number, value: unknown) {
  return (database: Database.Database) =>
    void database.prepare(`UPDATE event SET ${column} = ? WHERE seq = ?`).run(value, seq)
}

/** A row that is neither the first nor one of the last. */
function someRow(): Row {
  return rows[2 + random.below(rows.length - 4)]!
}

function flipped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes)
  copy[random.below(copy.length)]! ^= 1 << random.below(8)
  return copy
}

it('verifies what nobody touched, bodies included', async () => {
  const { core } = await testCore({ home: copyOf(worked.home), slots: 0 })
  const verification = await core.evidence.verify({ bodies: true })
  expect(verification).toMatchObject({ ok: true, first_bad: null, bad_bodies: [], segments: 1 })
  expect(verification.rows).toBe(core.status().ledger.seq)
  expect(verification.bodies_checked).toBeGreaterThan(15)
})

describe('the ledger', () => {
  it.each([
    'UPDATE event SET actor = actor',
    'DELETE FROM event WHERE seq = 3',
    "INSERT OR REPLACE INTO event SELECT seq, at, kind, v, 'nobody', job_id, run_id, trace_id, payload, prev_hash, hash FROM event WHERE seq = 3",
    'INSERT INTO event SELECT seq + 1000000, at, kind, v, actor, job_id, run_id, trace_id, payload, prev_hash, hash FROM event WHERE seq = 3',
    "INSERT INTO event SELECT seq, at, kind, v, actor, job_id, run_id, trace_id, payload, prev_hash, hash FROM event WHERE seq = 3 ON CONFLICT DO UPDATE SET actor = 'nobody'",
  ])('refuses %s', (sql) => {
    const home = copyOf(worked.home)
    onTestFinished(() => removeFolder(home))
    expect(() => tamper(home, (database) => database.exec(sql))).toThrow(/the ledger is append-only/)
  })

  it.each<[string, (row: Row) => unknown]>([
    ['at', ({ at }) => at + 1],
    ['kind', ({ kind }) => (kind === 'job.held' ? 'job.promoted' : 'job.held')],
    ['v', () => 2],
    ['actor', () => 'nobody'],
    ['job_id', () => 'job-of-nobody'],
    ['run_id', () => 'run-of-nobody'],
    ['trace_id', () => 'trace'],
    ['payload', ({ payload }) => payload.replace('{', '{"added":1,').replace(',}', '}')],
    ['payload', ({ payload }) => payload.replace('{', '{ ')],
    ['payload', () => 'not JSON'],
    ['prev_hash', ({ prev_hash }) => flipped(prev_hash)],
    ['hash', ({ hash }) => flipped(hash)],
  ])('names a row whose %s was changed', async (column, value) => {
    const row = someRow()
    const { ok, first_bad } = await verifyAfter(set(column, row.seq, value(row)))
    expect({ ok, seq: first_bad?.seq, row: first_bad?.problem }).toEqual({
      ok: false,
      seq: row.seq,
      row: expect.stringContaining(`Row ${row.seq} `),
    })
  })

  it('names the row whose number was changed as missing', async () => {
    const { seq } = someRow()
    const { ok, first_bad } = await verifyAfter((database) => set('seq', seq, 1_000_000)(database))
    expect(ok).toBe(false)
    expect(first_bad?.problem).toBe(`Row ${seq} is missing.`)
  })

  it('names a row that was taken out', async () => {
    const { seq } = someRow()
    const { ok, first_bad } = await verifyAfter((database) => database.exec(`DELETE FROM event WHERE seq = ${seq}`))
    expect({ ok, problem: first_bad?.problem }).toEqual({ ok: false, problem: `Row ${seq} is missing.` })
  })

  it('names a row that was taken out with all after it moved up', async () => {
    const { seq } = someRow()
    const { ok, first_bad } = await verifyAfter((database) => {
      database.exec(`DELETE FROM event WHERE seq = ${seq}`)
      for (let after = seq + 1; after <= rows.length; after += 1) set('seq', after, after - 1)(database)
    })
    expect({ ok, seq: first_bad?.seq }).toEqual({ ok: false, seq })
  })

  it('names the first of two rows that changed places', async () => {
    const first = someRow()
    const { ok, first_bad } = await verifyAfter((database) => {
      set('seq', first.seq, 1_000_000)(database)
      set('seq', first.seq + 1, first.seq)(database)
      set('seq', 1_000_000, first.seq + 1)(database)
    })
    expect({ ok, seq: first_bad?.seq }).toEqual({ ok: false, seq: first.seq })
  })

  it('notices an end that was cut off, against the checkpoint of the last stop', async () => {
    const cut = 1 + random.below(3)
    const last = rows.at(-1)!.seq
    const { ok, first_bad } = await verifyAfter((database) =>
      database.exec(`DELETE FROM event WHERE seq > ${last - cut}`),
    )
    expect(ok).toBe(false)
    // The core that looks has gone on from the cut end, with rows of its own in the place of those that are missing.
    expect(first_bad?.problem).toMatch(/^The checkpoint at row \d+ (names another hash|is beyond the end)/)
    expect(first_bad?.seq).toBeLessThanOrEqual(last)
  })

  it('notices a ledger that was rewritten from a row on, against a checkpoint that was not', async () => {
    const { ok, first_bad } = await verifyAfter((database) => {
      database.exec(`DELETE FROM event WHERE seq > 2`)
    })
    expect(ok).toBe(false)
    expect(first_bad?.problem).toMatch(/^The checkpoint at row \d+/)
  })

  it('names a checkpoint that was changed', async () => {
    const { ok, first_bad } = await verifyAfter((database) =>
      database.exec('UPDATE checkpoint SET hash = zeroblob(32)'),
    )
    expect(ok).toBe(false)
    expect(first_bad?.problem).toMatch(/^The checkpoint at row \d+ names another hash\.$/)
  })
})

describe('bodies', () => {
  /** The body of the loud job's output, which lies in a file. */
  function largeBody(home: string): string {
    const [name] = readdirSync(join(home, 'blobs'))
    return join(home, 'blobs', name!)
  }

  async function badBodies(...change: Parameters<typeof verifyAfter>): Promise<string[]> {
    const { ok, bad_bodies } = await verifyAfter(...change)
    expect(ok).toBe(false)
    return bad_bodies.map(({ problem }) => problem)
  }

  const nothing = () => undefined

  it('names one whose bytes were changed', async () => {
    const problems = await badBodies((database) => {
      const { id, content } = database
        .prepare<[], { id: string; content: Buffer }>('SELECT id, content FROM body WHERE length(content) > 2')
        .get()!
      database.prepare('UPDATE body SET content = ? WHERE id = ?').run(flipped(content), id)
    })
    expect(problems).toEqual(['Its bytes do not match the digest in the ledger.'])
  })

  it('names one whose salt was changed', async () => {
    const problems = await badBodies((database) =>
      database.exec('UPDATE body SET salt = zeroblob(16) WHERE id = (SELECT min(id) FROM body)'),
    )
    expect(problems).toEqual(['Its bytes do not match the digest in the ledger.'])
  })

  it('names one that has another size, or is missing', async () => {
    const problems = await badBodies((database) => {
      database.pragma('foreign_keys = OFF')
      database.exec(
        "UPDATE body SET content = CAST(content || x'00' AS BLOB) WHERE id = (SELECT max(id) FROM body WHERE length(content) > 0)",
      )
      database.exec('DELETE FROM body WHERE id = (SELECT min(id) FROM body)')
    })
    expect(problems.toSorted()).toEqual([
      expect.stringMatching(/^It has \d+ bytes instead of \d+\.$/),
      'It is missing.',
    ])
  })

  it.each<[string, (path: string) => void, RegExp]>([
    [
      'a changed byte',
      (path) => writeFileSync(path, flipped(readFileSync(path))),
      /^Its file does not match the digest in the ledger\.$/,
    ],
    ['a byte too many', (path) => appendFileSync(path, 'x'), /^Its file has \d+ bytes instead of \d+\.$/],
    ['its end missing', (path) => truncateSync(path, 90_000), /^Its file has 90000 bytes instead of \d+\.$/],
    ['no file', (path) => rmSync(path), /^Its file cannot be read \(ENOENT\)\.$/],
  ])('names a large one that has %s', async (_, damage, problem) => {
    const problems = await badBodies(nothing, { files: (home) => damage(largeBody(home)) })
    expect(problems).toEqual([expect.stringMatching(problem)])
  })

  it('does not look at bodies unless asked', async () => {
    const { ok, bodies_checked } = await verifyAfter(nothing, {
      files: (home) => rmSync(largeBody(home)),
      bodies: false,
    })
    expect({ ok, bodies_checked }).toEqual({ ok: true, bodies_checked: 0 })
  })
})
