import Database from 'better-sqlite3'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Core } from '#core'
import { READ_ONLY_POLICY } from '#schemas'
import type { JobFilter } from '#schemas/contract'
import { aJob, anIndex, aScript } from '../support/jobs.ts'
import { aFolder, openCore, testCore } from '../support/test-core.ts'
import { enqueued, settled, until } from '../support/wait.ts'

const later = { run_at: '2100-01-01T00:00:00Z' }

async function ids(core: Core, filter: JobFilter): Promise<string[]> {
  const { items } = await core.jobs.list({ filter, limit: 200 })
  return items.map(({ id }) => id)
}

/** Waits until a search finds exactly these, whatever their order. */
function finds(core: Core, q: string, ...expected: string[]): Promise<true> {
  return until(`«${q}» finds ${expected.join(', ')}`, async () => {
    const found = await ids(core, { q })
    return found.length === expected.length && expected.every((id) => found.includes(id)) ? (true as const) : undefined
  })
}

describe('a search', () => {
  it('finds a new job by its words, wherever in it they stand, within a moment', async () => {
    const { core } = await testCore({ slots: 0 })
    const notes = await enqueued(core, aJob({ meta: { ticket: 'Größe Zebra-77', n: [1, { deep: 'sediment' }] } }))
    const payload = await enqueued(core, aScript('echo quartz; make granite'))
    const key = await enqueued(core, aJob({ idempotency_key: 'nightly:basalt', ...later }))
    await finds(core, 'zebra', notes)
    await finds(core, 'grosze')
    await finds(core, 'große zebra', notes)
    await finds(core, 'größe zeb', notes)
    await finds(core, 'sediment', notes)
    await finds(core, 'granite quartz', payload)
    await finds(core, '"make granite"', payload)
    await finds(core, '"granite make"')
    await finds(core, 'nightly basa', key)
    await finds(core, 'README', key, notes)
    expect(await ids(core, { q: 'doc_compactor' })).toEqual([key, notes])
  })

  it('finds a job by its id and the end of it, before any index knows it', async () => {
    const { core } = await testCore({ slots: 0 })
    await enqueued(core, aJob({ id: 'job-findme-abcdefgh' }))
    expect(await ids(core, { q: 'job-findme-abcdefgh' })).toEqual(['job-findme-abcdefgh'])
    expect(await ids(core, { q: 'abcdefgh' })).toEqual(['job-findme-abcdefgh'])
    expect(await ids(core, { q: 'cdefgh' })).toEqual(['job-findme-abcdefgh'])
    expect(await ids(core, { q: 'findme-abcdefgh' })).toEqual(['job-findme-abcdefgh'])
    expect(await ids(core, { q: 'fgh' })).toEqual([])
  })

  it('finds jobs by how they last failed, also after a success', async () => {
    const { core } = await testCore({ slots: 1, limits: { retryMinMs: 20, retryMaxMs: 50 } })
    const failed = await enqueued(core, aScript('true', { policy: READ_ONLY_POLICY }))
    await settled(core, failed)
    await finds(core, 'subprocess_not_allowed', failed)
    expect(await ids(core, { reason: ['subprocess_not_allowed'] })).toEqual([failed])
    expect(await ids(core, { reason: ['subprocess_not_allowed', 'starts_later'], state: ['failed'] })).toEqual([failed])
    const index = await enqueued(core, anIndex())
    await settled(core, index)
    await finds(core, 'git repository', index)
  })

  it('takes whatever is typed for words, and none of it for a command (case 61)', async () => {
    const { core } = await testCore({ slots: 0 })
    const plain = await enqueued(core, aJob({ meta: { note: 'AND OR NOT NEAR plain' } }))
    await finds(core, 'plain', plain)
    for (const q of [
      'AND',
      'plain AND',
      'NOT plain',
      'plain" OR "x',
      'title:plain',
      '{title names}: plain',
      'NEAR(plain x, 2)',
      '^plain',
      'pla*',
      '"plain',
      '"',
      '*',
      '%',
      "'; DROP TABLE job; --",
      'plain\0',
      '\u202eplain',
      '('.repeat(200),
      '"'.repeat(199),
      'a '.repeat(100),
      'job_text MATCH 1',
      '\ud800',
    ])
      await ids(core, { q })
    expect(await ids(core, { q: 'title:plain' })).toEqual([])
    expect(await ids(core, { q: 'NOT plain' })).toEqual([plain])
    expect(await ids(core, { q: '%' })).toEqual([])
    expect((await core.jobs.counts({ q: 'pla' })).counts.queued).toBe(1)
  })

  it('narrows with the other filters, in both orders, page by page', async () => {
    const { core } = await testCore({ slots: 0 })
    const all: string[] = []
    for (let n = 0; n < 25; n += 1)
      all.push(
        await enqueued(
          core,
          aJob({ meta: { note: `moss ${n % 5 === 0 ? 'rare' : 'common'}` }, ...(n % 2 === 0 ? later : {}) }),
        ),
      )
    await finds(core, 'moss', ...all)
    const walk = async (filter: JobFilter, order: 'newest' | 'oldest') => {
      const found: string[] = []
      let cursor: string | undefined
      do {
        const page = await core.jobs.list({ filter, order, limit: 4, ...(cursor !== undefined && { cursor }) })
        found.push(...page.items.map(({ id }) => id))
        cursor = page.next_cursor ?? undefined
      } while (cursor !== undefined)
      return found
    }
    const rare = all.filter((_, n) => n % 5 === 0)
    expect(await walk({ q: 'moss rare' }, 'oldest')).toEqual(rare)
    expect(await walk({ q: 'moss rare' }, 'newest')).toEqual(rare.toReversed())
    const rareLater = all.filter((_, n) => n % 5 === 0 && n % 2 === 0)
    expect(await walk({ q: 'rare', state: ['scheduled'] }, 'oldest')).toEqual(rareLater)
    expect(await walk({ q: 'moss', reason: ['starts_later'] }, 'oldest')).toEqual(all.filter((_, n) => n % 2 === 0))
    expect(await walk({ q: 'moss', not: { reason: ['starts_later'] } }, 'oldest')).toEqual(
      all.filter((_, n) => n % 2 === 1),
    )
    expect(await walk({ reason: ['no_worker'] }, 'oldest')).toEqual(all.filter((_, n) => n % 2 === 1))
    expect(await walk({ not: { workspace: ['demo'] } }, 'oldest')).toEqual([])
    const counted = await core.jobs.counts({ q: 'moss common' })
    expect(counted).toMatchObject({ counts: { queued: 10, scheduled: 10 }, capped_at: null })
  })
})

/** Every word of the index with where it stands; the file is read by a connection of its own. */
function wordsOf(home: string): unknown[] {
  const index = new Database(join(home, 'search.db'))
  try {
    index.exec("CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', 'job_text', 'instance')")
    return index.prepare('SELECT term, doc, col, offset FROM temp.words ORDER BY term, doc, col, offset').all()
  } finally {
    index.close()
  }
}

describe('the index', () => {
  it('goes on where it stood, and one made anew is the same', async () => {
    const home = aFolder('home')
    const workspace = aFolder('workspace')
    const life = async (work: (core: Core) => Promise<void>) => {
      const { core } = await openCore({ home, workspace, slots: 1 })
      try {
        await work(core)
      } finally {
        await core.close('test')
      }
    }
    let failed = ''
    let unseen = ''
    await life(async (core) => {
      failed = await enqueued(core, aScript('true', { policy: READ_ONLY_POLICY, meta: { note: 'agate' } }))
      await settled(core, failed)
      await finds(core, 'agate subprocess_not_allowed', failed)
      await core.jobs.retry(failed, 'operator')
      await settled(core, failed)
      unseen = await enqueued(core, aJob({ meta: { note: 'unseen opal' }, ...later }))
    })
    await life(async (core) => void (await finds(core, 'opal', unseen)))
    const before = wordsOf(home)
    expect(before.length).toBeGreaterThan(20)
    for (const end of ['', '-wal', '-shm']) rmSync(join(home, `search.db${end}`), { force: true })
    await life(async (core) => {
      await finds(core, 'opal', unseen)
      await finds(core, 'agate', failed)
    })
    expect(wordsOf(home)).toEqual(before)
  })

  it('is made anew when it is damaged, of another ledger, or no database at all', async () => {
    const home = aFolder('home')
    const workspace = aFolder('workspace')
    const first = await openCore({ home, workspace, slots: 0 })
    const id = await enqueued(first.core, aJob({ meta: { note: 'jasper' } }))
    await finds(first.core, 'jasper', id)
    await first.core.close('test')
    writeFileSync(join(home, 'search.db'), 'no database '.repeat(2000))
    const second = await openCore({ home, workspace, slots: 0 })
    await finds(second.core, 'jasper', id)
    await second.core.close('test')
    const index = new Database(join(home, 'search.db'))
    index.exec("UPDATE marker SET hash = x'00', seq = 1000000; INSERT INTO job_text(job_text) VALUES ('delete-all')")
    index.close()
    const third = await openCore({ home, workspace, slots: 0 })
    await finds(third.core, 'jasper', id)
    expect((await third.core.health()).checks.every(({ state }) => state !== 'bad')).toBe(true)
    await third.core.close('test')
  })
})
