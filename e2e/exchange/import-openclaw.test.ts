import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { aFolder, testCore } from '../support/test-core.ts'
import { eventsOf } from '../support/wait.ts'
import { codes, importIt, named } from './import-it.ts'

const RECORDED = join(import.meta.dirname, '..', 'conformance', 'scheduler', 'v23.db')

/** A copy of the recorded database that a test may change. */
function aCopy(change?: (database: Database.Database) => void): string {
  const file = join(aFolder('openclaw'), 'scheduler.db')
  cpSync(RECORDED, file)
  if (change) {
    const database = new Database(file)
    change(database)
    database.close()
  }
  return file
}

describe('a database of openclaw-scheduler', () => {
  it.each(['jobs', 'messages'])('is refused where its %s hold more than can be held at once', async (table) => {
    const { core } = await testCore({ slots: 0 })
    const large =
      table === 'jobs'
        ? 'UPDATE jobs SET payload_message = hex(zeroblob(?))'
        : "INSERT INTO messages(id, from_agent, to_agent, body) VALUES ('m', 'a', 'b', hex(zeroblob(?)))"
    const file = aCopy((database) => database.prepare(large).run(17 * 1024 * 1024))
    await expect(importIt(core, file)).rejects.toThrow(`its table ${table} holds more text`)
  })

  it('becomes schedules that are off, with what needs a decision, and nothing is written beside it', async () => {
    const { core } = await testCore({ slots: 0 })
    const file = aCopy()
    const before = readFileSync(file)
    const report = await importIt(core, file)
    expect(readdirSync(join(file, '..'))).toEqual(['scheduler.db'])
    expect(readFileSync(file)).toEqual(before)
    expect(report).toMatchObject({
      source: { form: 'scheduler_database', version: 23, counts: { jobs: 6, runs: 1, delivery_aliases: 1 } },
      workspace: 'demo',
      sum: { added: 2, unchanged: 0, left: 4, runs: 0 },
    })

    const batch = named(report, 'GPU batch')
    expect(batch).toMatchObject({ outcome: 'added', name: 'GPU batch', line: 'python3 batch.py --limit 10' })
    expect(codes(batch)).toEqual(expect.arrayContaining(['was_on', 'folder', 'environment', 'pool_size']))
    expect(core.schedules.get(batch.schedule!)).toMatchObject({
      state: 'off',
      next: null,
      spec: {
        zone: 'UTC',
        trigger: { kind: 'cron', expression: '*/30 * * * *' },
        overlap: 'queue',
        max_waiting: 3,
        note: expect.stringContaining('Command there: python3 batch.py --limit 10'),
        job: {
          type: 'shell_task',
          payload: { steps: [{ argv: ['python3', 'batch.py', '--limit', '10'] }] },
          workspace: 'demo',
          pool: 'gpu',
          budgets: { max_wall_time_sec: 1200 },
          policy: { allow_network: false },
          replay: 'at_most_once',
        },
      },
    })
    expect(core.schedules.get(named(report, 'One-off restart').schedule!)).toMatchObject({
      state: 'off',
      spec: { trigger: { kind: 'once', at: '2027-01-04T23:30:00.000Z' }, delete_after_run: true },
    })

    // What needs a shell, a model or a parent is left, each with its reason and its line as it was.
    const nightly = named(report, 'Nightly repo check')
    expect(nightly).toMatchObject({ outcome: 'left', line: 'git -C ~/src/app fsck --no-progress && du -sh ~/src/app' })
    expect(codes(nightly)).toEqual(['shell_line'])
    expect(codes(named(report, 'Morning brief'))).toEqual(['needs_model'])
    expect(codes(named(report, 'Explain failure'))).toEqual(['needs_model'])
    expect(codes(named(report, 'Push report'))).toEqual(['parent_left'])

    expect(report.aliases).toEqual([{ original: 'ops', name: 'ops', outcome: 'added', detail: 'telegram 100200300' }])
    expect(core.aliases.list().find(({ name }) => name === 'ops')).toMatchObject({
      spec: { channel: 'telegram', chat_id: '100200300', paused: true },
      problem: 'secret_missing',
    })
    expect(report.agents).toMatchObject([{ original: 'main', name: 'main', outcome: 'added' }])
    expect(report.kept.map(({ what, rows }) => [what, rows])).toEqual([
      ['messages', 2],
      ['job_dispatch_queue', 2],
    ])
    // What is kept can be read in the ledger, whole.
    const [kept] = await eventsOf(core, { kind: ['import.table_kept'] })
    expect(JSON.stringify(await core.events.get(kept!.seq))).toContain('never touch production')
  })

  it('takes lines to a shell only where the operator says so, with their chains and their history', async () => {
    const { core } = await testCore({ slots: 0 })
    const file = aCopy()
    await importIt(core, file)
    const report = await importIt(core, file, { shell_lines: 'allow' })
    // What came before is as it was; what was left follows now, the child after its parent.
    expect(report.sum).toMatchObject({ added: 2, unchanged: 2, left: 2, runs: 1 })
    const nightly = named(report, 'Nightly repo check')
    expect(codes(nightly)).toEqual(expect.arrayContaining(['runs_by_shell', 'delivery_alias']))
    expect(core.schedules.get(nightly.schedule!)).toMatchObject({
      state: 'off',
      spec: {
        zone: 'Australia/Brisbane',
        job: {
          payload: { steps: [{ argv: ['/bin/sh', '-c', 'git -C ~/src/app fsck --no-progress && du -sh ~/src/app'] }] },
          deliver: { to: 'ops', when: 'on_failure' },
          max_attempts: 3,
          retry_on: ['failed', 'timed_out'],
        },
      },
    })
    expect(core.schedules.get(named(report, 'Push report').schedule!)).toMatchObject({
      spec: {
        trigger: { kind: 'manual' },
        after: [{ parent: nightly.schedule, on: 'success', condition: { kind: 'contains', text: 'dangling' } }],
      },
    })
    // The run that was over is history: a job that ended, with what it wrote, and nothing that runs.
    const { items } = await core.jobs.list({ limit: 10 })
    expect(items).toMatchObject([{ type: 'shell_task', state: 'failed', outcome: { code: 'step_failed' } }])
    const { runs } = core.jobs.get(items[0]!.id)
    expect(runs).toMatchObject([
      {
        state: 'failed',
        result: { exit_code: 128, results: [{ stderr: expect.stringContaining('cannot change to') }] },
      },
    ])
  })

  it('adds nothing the second time, and says what changed there or was deleted here', async () => {
    const { core } = await testCore({ slots: 0 })
    const file = aCopy()
    const first = await importIt(core, file)
    const count = core.status().ledger.seq
    const second = await importIt(core, file)
    expect(second).toMatchObject({ import: null, sum: { added: 0, unchanged: 2, left: 4, runs: 0 } })
    expect(core.status().ledger.seq).toBe(count)

    const batch = named(first, 'GPU batch').schedule!
    await core.schedules.remove(batch, 'operator')
    const changed = aCopy((database) => database.exec("UPDATE jobs SET run_timeout_ms = 1 WHERE name = 'GPU batch'"))
    const third = named(await importIt(core, changed), 'GPU batch')
    expect(third).toMatchObject({ outcome: 'unchanged', schedule: batch })
    expect(codes(third).toSorted()).toEqual(['changed_there', 'deleted_here'])
    expect(core.schedules.list({ limit: 50 }).items.map(({ name }) => name)).toEqual(['One-off restart'])
  })

  it('says the same in a dry run and writes nothing', async () => {
    const { core, home } = await testCore({ slots: 0 })
    const count = core.status().ledger.seq
    const dry = await importIt(core, aCopy(), { dry_run: true, shell_lines: 'allow' })
    expect(core.status().ledger.seq).toBe(count)
    expect(readdirSync(join(home, 'spool'))).toEqual([])
    const wet = await importIt(core, aCopy(), { shell_lines: 'allow' })
    expect(dry.sum).toEqual(wet.sum)
    expect(dry.schedules.map(({ outcome, name, points, runs }) => ({ outcome, name, points, runs }))).toEqual(
      wet.schedules.map(({ outcome, name, points, runs }) => ({ outcome, name, points, runs })),
    )
  })

  it('reads one that is in use, log included', async () => {
    const { core } = await testCore({ slots: 0 })
    const file = aCopy()
    const open = new Database(file)
    open.pragma('journal_mode = WAL')
    open.exec("UPDATE jobs SET name = 'In the log' WHERE name = 'GPU batch'")
    const report = await importIt(core, file)
    open.close()
    expect(named(report, 'In the log')).toMatchObject({ outcome: 'added' })
  })

  it('keeps two of one name apart, and takes no schedule that can never fire', async () => {
    const { core } = await testCore({ slots: 0 })
    const file = aCopy((database) => {
      database.exec(
        "UPDATE jobs SET name = 'GPU batch', schedule_at = '2020-01-01 00:00:00' WHERE schedule_kind = 'at'",
      )
      database.exec(`INSERT INTO jobs(id, name, schedule_cron, schedule_tz, payload_kind, payload_message, session_target, delivery_mode)
        VALUES ('b', 'GPU batch', '0 0 30 2 *', 'UTC', 'shellCommand', 'true', 'shell', 'none'),
               ('c', 'GPU batch', '@daily', 'Nowhere/Land', 'shellCommand', 'true', 'shell', 'none'),
               ('d', 'GPU batch', '@daily', 'UTC', 'shellCommand', 'true', 'shell', 'none')`)
      database.exec("ALTER TABLE jobs ADD COLUMN later BLOB; UPDATE jobs SET later = x'00ff' WHERE id = 'd'")
      database.exec(`INSERT INTO runs(id, job_id, status, started_at, finished_at, duration_ms)
        VALUES ('r/1', 'd', 'ok', '2026-01-01 00:00:00', '2026-01-01 00:00:01', 1e300),
               ('r-1', 'd', 'ok', '2026-01-02 00:00:00', '2026-01-02 00:00:01', 1000)`)
      database.exec("INSERT INTO agents(id) VALUES ('MAIN')")
    })
    const dry = await importIt(core, file, { dry_run: true })
    const report = await importIt(core, file)
    expect(dry).toMatchObject({ schedules: report.schedules.map(({ name, points }) => ({ name, points })) })
    expect(report.agents.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['main', 'added'],
      ['main', 'unchanged'],
    ])
    const event = (await eventsOf(core, { kind: ['schedule.imported'] })).at(-1)
    expect(await core.events.get(event!.seq)).toMatchObject({ bodies: [{ value: { id: 'd', later: 'AP8=' } }] })
    expect((await core.jobs.list({ limit: 10 })).items).toMatchObject([{ id: 'ocs-r-1', state: 'succeeded' }])
    const of = (id: string) => report.schedules.find(({ original_id }) => original_id === id)!
    expect(of('d')).toMatchObject({ outcome: 'added', name: 'GPU batch (2)' })
    expect([codes(of('b')).at(-1), codes(of('c')).at(-1)]).toEqual(['trigger_refused', 'trigger_refused'])
    const past = report.schedules.find(({ line }) => line?.startsWith('systemctl'))!
    expect(past).toMatchObject({
      outcome: 'left',
      points: expect.arrayContaining([expect.objectContaining({ code: 'trigger_refused' })]),
    })
  })
})

describe('what cannot be imported', () => {
  it.each([
    [
      'a file that is neither',
      (folder: string) => writeFileSync(join(folder, 'jobs.json'), 'SQLite? no'),
      /neither a SQLite database nor JSON/,
    ],
    [
      'JSON of something else',
      (folder: string) => writeFileSync(join(folder, 'jobs.json'), '{"a":1}'),
      /no list of jobs/,
    ],
    [
      'another database',
      (folder: string) => new Database(join(folder, 'scheduler.db')).exec('CREATE TABLE x(a)'),
      /none of openclaw-scheduler/,
    ],
    [
      'an older schema',
      (folder: string) => {
        cpSync(RECORDED, join(folder, 'scheduler.db'))
        new Database(join(folder, 'scheduler.db')).exec('DELETE FROM schema_migrations WHERE version > 12')
      },
      /version 12/,
    ],
    ['nothing', () => undefined, /no scheduler\.db/],
  ] as const)('%s is refused with its reason', async (_, make, reason) => {
    const { core, home } = await testCore({ slots: 0 })
    const folder = aFolder('openclaw')
    make(folder)
    await expect(importIt(core, folder)).rejects.toMatchObject({
      code: 'import_source_unreadable',
      message: expect.stringMatching(reason),
    })
    expect(readdirSync(join(home, 'spool'))).toEqual([])
    // The next one is not kept out.
    expect((await importIt(core, aCopy())).sum.added).toBe(2)
  })
})
