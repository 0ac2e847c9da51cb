import { cpSync, existsSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCore } from '#core'
import { compareTables } from '../evidence/rebuild/stored-tables.ts'
import { optionsOf } from '../support/built.ts'
import { loseLeafOf, overwrite, PAGE_BYTES } from '../support/damage.ts'
import { databaseOf } from '../support/database.ts'
import { aJob } from '../support/jobs.ts'
import { aFolder, makeFolder, openCore, removeFolder, testCore } from '../support/test-core.ts'
import { enqueued, settled } from '../support/wait.ts'

const JOBS = 60
let folder: string
let workspace: string

beforeAll(async () => {
  folder = makeFolder('homes')
  workspace = makeFolder('workspace')
  const home = join(folder, 'stopped')
  const { core } = await openCore({ home, slots: 0, workspace })
  for (let n = 0; n < JOBS; n += 1) await enqueued(core, aJob({ id: `job-${n}`, meta: { notes: 'x'.repeat(200) } }))
  cpSync(home, join(folder, 'crashed'), { recursive: true, filter: (path) => !path.endsWith('.sock') })
  await core.close('test')
})

afterAll(() => {
  removeFolder(folder)
  removeFolder(workspace)
})

/** A data directory with queued jobs, as an orderly stop or a crash leaves it. */
function aHome(left: 'stopped' | 'crashed'): string {
  const home = join(aFolder('left'), 'home')
  cpSync(join(folder, left), home, { recursive: true })
  return home
}

/** The database and its log; an empty log says as little as none. */
function filesOf(home: string): string[] {
  return [databaseOf(home), `${databaseOf(home)}-wal`].map((file) =>
    existsSync(file) ? readFileSync(file, 'base64') : '',
  )
}

describe('a database that cannot be opened', () => {
  it.each<[string, 'stopped' | 'crashed', (file: string) => void]>([
    ['whose first bytes are garbage', 'stopped', (file) => overwrite(file, 0, Buffer.alloc(100, 0xab))],
    ['whose first page is lost', 'stopped', (file) => overwrite(file, 0, Buffer.alloc(PAGE_BYTES))],
    ['that ends in its middle', 'stopped', (file) => truncateSync(file, statSync(file).size >> 1)],
    ['that is empty', 'stopped', (file) => truncateSync(file, 0)],
    ['that is empty', 'crashed', (file) => truncateSync(file, 0)],
    ['that is gone, but not its log', 'crashed', (file) => rmSync(file)],
  ])('%s (%s) is named, and left as it is', async (_, left, damage) => {
    const home = aHome(left)
    damage(databaseOf(home))
    const before = filesOf(home)
    // Twice: the refusal gives the data directory up again.
    for (let time = 0; time < 2; time += 1)
      await expect(createCore(optionsOf(home))).rejects.toMatchObject({
        code: 'database_damaged',
        data: { file: databaseOf(home) },
        message: expect.stringContaining(databaseOf(home)),
        remedy: expect.stringContaining('keep a copy'),
      })
    expect(filesOf(home)).toEqual(before)
  })

  it('is none where the log still holds what is damaged', async () => {
    const home = aHome('crashed')
    overwrite(databaseOf(home), 0, Buffer.alloc(100, 0xab))
    const { core } = await testCore({ home, slots: 0 })
    expect(core.status().counts.queued).toBe(JOBS)
    expect(await core.evidence.verify({ bodies: true })).toMatchObject({ ok: true })
  })
})

describe('a log that a crash tore', () => {
  const log = (home: string) => `${databaseOf(home)}-wal`

  it.each<[string, (file: string) => void]>([
    ['that ends within a page', (file) => truncateSync(file, statSync(file).size - 1000)],
    ['that ends in its middle', (file) => truncateSync(file, Math.floor(statSync(file).size / 2))],
    ['with garbage in its middle', (file) => overwrite(file, statSync(file).size >> 1, Buffer.alloc(PAGE_BYTES, 0xab))],
    ['with garbage behind its end', (file) => overwrite(file, statSync(file).size - 24, Buffer.alloc(24, 0xab))],
  ])('%s keeps every commit before', async (_, tear) => {
    const home = aHome('crashed')
    tear(log(home))
    const { core } = await testCore({ home, slots: 0 })
    const kept = (await core.jobs.list({ limit: 200 })).items.map(({ id }) => id)
    // Of what was accepted in order, the first so many.
    expect(kept.toReversed()).toEqual(Array.from(kept, (_id, n) => `job-${n}`))
    expect(kept.length).toBeGreaterThan(0)
    expect(await core.evidence.verify({ bodies: true })).toMatchObject({ ok: true })
    const { stored, rebuilt } = compareTables(home)
    expect(rebuilt).toEqual(stored)
  })
})

describe('a page that was lost', () => {
  it('of the ledger holds the jobs it speaks of; the others go on, and health and verification say so', async () => {
    const home = aHome('stopped')
    loseLeafOf(home, 'event', 0.5)
    const { core } = await testCore({ home, workspace: aFolder('workspace'), limits: { restartMinMs: 10 } })
    const added = await enqueued(core, aJob())
    expect(await settled(core, added)).toMatchObject({ state: 'succeeded' })
    const { succeeded, held } = core.status().counts
    expect(succeeded + held).toBe(JOBS + 1)
    expect(held).toBeGreaterThan(0)
    expect(succeeded).toBeGreaterThan(JOBS / 2)
    await expect(core.evidence.verify({ bodies: false })).rejects.toMatchObject({
      code: 'database_damaged',
      data: { file: databaseOf(home) },
    })
    const health = await core.health()
    expect(health.ok).toBe(false)
    expect(health.checks.find(({ check }) => check === 'database')).toMatchObject({
      state: 'bad',
      text: expect.stringContaining(databaseOf(home)),
      remedy: expect.stringContaining('keep a copy'),
    })
  })

  it('of the jobs is met with an error that says so', async () => {
    const home = aHome('stopped')
    loseLeafOf(home, 'job', 0.5)
    const { core } = await testCore({ home, slots: 0 })
    await expect(core.jobs.list({ limit: 200 })).rejects.toMatchObject({ code: 'database_damaged' })
    expect(core.jobs.get('job-0').job).toMatchObject({ state: 'queued' })
    const health = await core.health()
    expect(health.checks.find(({ check }) => check === 'database')).toMatchObject({ state: 'bad' })
  })
})
