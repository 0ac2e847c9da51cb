import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import canonicalize from 'canonicalize'
import * as fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { GENESIS_HASH } from '#schemas'
import { createClock } from '#schemas/format'
import type { EventQuery } from './event-pages.ts'
import { type Appended, createLedger, type Ledger } from './ledger.ts'
import { openStore, type Store } from './store.ts'
import { verifyLedger } from './verify.ts'

function aLedger(segmentRows?: number) {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-ledger-'))
  const file = join(folder, 'interlock.db')
  const clock = createClock()
  const store = openStore(file, clock)
  onTestFinished(async () => {
    await store.close()
    rmSync(folder, { recursive: true })
  })
  return { store, file, folder, ledger: createLedger(store, clock, segmentRows) }
}

/** Appends an event that says nothing but `reason`, about `job` and `run`. */
function append(store: Store, ledger: Ledger, reason = 'test', context: { job?: string; run?: string } = {}) {
  return store.write((write) => ledger.append(write, 'core.stopped', { reason }, { actor: 'core', ...context }))
}

async function verify(file: string, folder: string) {
  const database = new Database(file, { readonly: true })
  try {
    return await verifyLedger(database, { bodies: false, blobs: folder })
  } finally {
    database.close()
  }
}

describe('the chain', () => {
  it('hashes each row as RFC 8785 says, whatever it holds', async () => {
    const { store, ledger } = aLedger()
    const texts = fc.string({ unit: 'binary', maxLength: 40 }).filter((text) => text.isWellFormed())
    await fc.assert(
      fc.asyncProperty(
        texts,
        texts,
        fc.option(texts),
        fc.integer({ min: 0, max: 2 ** 50 }),
        async (kind, actor, id, at) => {
          await store.write((write) =>
            ledger.append(
              write,
              'run.late_message',
              { message: kind, token: 1, current: null },
              { actor, at, ...(id === null ? {} : { job: id, run: id }) },
            ),
          )
          const record = ledger.get(ledger.head().seq)!
          const { hash, ...content } = record
          expect(createHash('sha256').update(canonicalize(content)!).digest('hex')).toBe(hash)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('links each row to the one before, from nothing on', async () => {
    const { store, ledger } = aLedger()
    for (let n = 0; n < 5; n += 1) await append(store, ledger)
    const { items } = ledger.page({ after: 0, limit: 10 })
    expect(items.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5])
    expect(items.map(({ prev_hash }) => prev_hash)).toEqual([
      GENESIS_HASH,
      ...items.slice(0, -1).map(({ hash }) => hash),
    ])
    expect(ledger.head()).toEqual({ seq: 5, hash: items[4]?.hash })
  })

  it('holds when a write among others is undone', async () => {
    const { store, ledger, file, folder } = aLedger()
    await Promise.allSettled(
      Array.from({ length: 30 }, (_, n) =>
        store.write((write) => {
          ledger.append(write, 'core.stopped', { reason: `${n}` }, { actor: 'core' })
          if (n % 3 === 0) throw new Error('undone')
          ledger.append(write, 'core.stopped', { reason: `${n} again` }, { actor: 'core' })
        }),
      ),
    )
    expect(ledger.head().seq).toBe(40)
    expect(await verify(file, folder)).toMatchObject({ ok: true, rows: 40 })
  })

  it.each(['UPDATE event SET actor = actor', 'DELETE FROM event', 'INSERT OR REPLACE INTO event SELECT * FROM event'])(
    'refuses %s',
    async (sql) => {
      const { store, ledger, file } = aLedger()
      await append(store, ledger)
      const other = new Database(file)
      onTestFinished(() => void other.close())
      expect(() => other.exec(sql)).toThrow('the ledger is append-only')
    },
  )
})

describe('segments', () => {
  it('are cut at their size, each with a checkpoint and an event, and verified with the chain', async () => {
    const { store, ledger, file, folder } = aLedger(5)
    for (let n = 0; n < 18; n += 1) await append(store, ledger, `${n}`)
    expect(ledger.segments()).toBe(5)
    const closed = ledger.page({ filter: { kind: ['ledger.segment_closed'] }, after: 0, limit: 10 }).items
    expect(closed.map(({ seq, payload }) => [seq, payload['first_seq'], payload['last_seq']])).toEqual([
      [6, 1, 5],
      [11, 6, 10],
      [16, 11, 15],
      [21, 16, 20],
    ])
    expect(closed.map(({ payload }) => payload['hash'])).toEqual([5, 10, 15, 20].map((seq) => ledger.get(seq)?.hash))
    expect(await verify(file, folder)).toMatchObject({ ok: true, segments: 5, rows: 22 })
  })

  it('are named when their end was changed', async () => {
    const { store, ledger, file, folder } = aLedger(5)
    for (let n = 0; n < 8; n += 1) await append(store, ledger)
    const other = new Database(file)
    onTestFinished(() => void other.close())
    other.exec('UPDATE segment SET hash = zeroblob(32) WHERE id = 1')
    expect(await verify(file, folder)).toMatchObject({
      ok: false,
      first_bad: { seq: 5, problem: 'The segment end at row 5 names another hash.' },
    })
  })

  it('are cut once, also where several writes come at their end', async () => {
    const { store, ledger, file, folder } = aLedger(5)
    await Promise.all(Array.from({ length: 40 }, () => append(store, ledger)))
    expect(await verify(file, folder)).toMatchObject({ ok: true })
    const closed = ledger.page({ filter: { kind: ['ledger.segment_closed'] }, after: 0, limit: 50 }).items
    expect(closed.every(({ seq }) => seq % 5 === 1)).toBe(true)
  })
})

describe('those who listen', () => {
  it('hear what was committed, once per batch, and nothing of what was undone', async () => {
    const { store, ledger } = aLedger()
    const heard: (readonly Appended[])[] = []
    const stop = ledger.onAppend((appended) => heard.push(appended))
    await Promise.allSettled([
      append(store, ledger, 'a', { job: 'job-1' }),
      store.write((write) => {
        ledger.append(write, 'core.stopped', { reason: 'b' }, { actor: 'core' })
        throw new Error('undone')
      }),
      append(store, ledger, 'c', { job: 'job-2', run: 'run-2' }),
    ])
    expect(heard).toEqual([
      [
        { seq: 1, kind: 'core.stopped', job: 'job-1', run: undefined, payload: { reason: 'a' } },
        { seq: 2, kind: 'core.stopped', job: 'job-2', run: 'run-2', payload: { reason: 'c' } },
      ],
    ])
    stop()
    await append(store, ledger)
    expect(heard).toHaveLength(1)
  })
})

/** The rows that say which job a run belongs to. */
async function addRun(store: Store, run: string, job: string): Promise<void> {
  const statements = [
    "INSERT OR IGNORE INTO body(id, media, salt, size) VALUES ('body-1', 'json', x'', 0)",
    `INSERT OR IGNORE INTO job(id, short, type, payload_version, title, state, workspace, requires, lane, priority, created_at, attempts, max_attempts, runs, cancel_requested, spec)
     VALUES (:job, '', '', 1, '', 'running', '', '[]', '', 0, 0, 0, 1, 1, 0, 'body-1')`,
    `INSERT INTO run(id, job_id, number, state, worker, token, ready_at, started_at, attempt_used, wall_ms, tool_calls, output_bytes)
     VALUES (:run, :job, CAST(substr(:run, 5) AS INTEGER), 'running', '', 1 + CAST(substr(:run, 5) AS INTEGER), 0, 0, 0, 0, 0, 0)`,
  ].map((sql) => store.change<{ run: string; job: string }>(sql))
  await store.write((write) => {
    for (const statement of statements) statement.run(write, { run, job })
  })
}

describe('pages', () => {
  it('are what the filters and the limit say, from either end', async () => {
    const { store, ledger } = aLedger()
    const all: { seq: number; job: string; run: string }[] = []
    for (let n = 0; n < 6; n += 1) await addRun(store, `run-${n}`, `job-${n % 3}`)
    for (let n = 0; n < 40; n += 1) {
      const [job, run] = [`job-${n % 3}`, `run-${n % 6}`]
      all.push({ seq: await append(store, ledger, 'x', { job, run }), job, run })
    }
    const bound = fc.option(fc.integer({ min: 0, max: 45 }), { nil: undefined })
    const name = (kind: string) => fc.option(fc.constantFrom(`${kind}-0`, `${kind}-1`, `${kind}-9`), { nil: undefined })
    fc.assert(
      fc.property(
        bound,
        bound,
        name('job'),
        name('run'),
        fc.integer({ min: 1, max: 12 }),
        (after, before, job, run, limit) => {
          const query: EventQuery = {
            filter: { ...(job !== undefined && { job }), ...(run !== undefined && { run }) },
            ...(after !== undefined && { after }),
            ...(before !== undefined && { before }),
            limit,
          }
          const fitting = all.filter(
            (row) =>
              row.seq > (after ?? 0) &&
              row.seq < (before ?? Infinity) &&
              (job === undefined || row.job === job) &&
              (run === undefined || row.run === run),
          )
          const ordered = after !== undefined && before === undefined ? fitting : fitting.toReversed()
          const page = ledger.page(query)
          expect(page.items.map(({ seq }) => seq)).toEqual(ordered.slice(0, limit).map(({ seq }) => seq))
          expect(page.more).toBe(ordered.length > limit)
        },
      ),
    )
  })

  it('may be of some kinds and actors', async () => {
    const { store, ledger } = aLedger()
    await append(store, ledger)
    await store.write((write) => ledger.append(write, 'core.swept', { processes: 0, runs: [] }, { actor: 'operator' }))
    const kindsOf = (filter: NonNullable<EventQuery['filter']>) =>
      ledger.page({ filter, limit: 10 }).items.map(({ kind }) => kind)
    expect(kindsOf({ kind: ['core.swept', 'job.held'] })).toEqual(['core.swept'])
    expect(kindsOf({ actor: 'core' })).toEqual(['core.stopped'])
    expect(kindsOf({ kind: [] })).toHaveLength(2)
  })
})
