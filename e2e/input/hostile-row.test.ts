import type Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { tamper } from '../support/database.ts'
import { aJob, aScript } from '../support/jobs.ts'
import { aFolder, openCore, testCore } from '../support/test-core.ts'
import { enqueued, eventsOf, settled } from '../support/wait.ts'

/** A closed data directory in which two jobs are queued, the first of which somebody wrote to. */
async function writtenTo(change: (database: Database.Database, job: string) => void): Promise<string> {
  const home = aFolder('home')
  const { core } = await openCore({ home, slots: 0, workspace: aFolder('workspace') })
  await enqueued(core, aScript('true', { id: 'job-first' }))
  await enqueued(core, aJob({ id: 'job-second' }))
  await core.close('test')
  tamper(home, (database) => change(database, 'job-first'))
  return home
}

function setSpec(text: string) {
  return (database: Database.Database, job: string) =>
    void database
      .prepare('UPDATE body SET content = ? WHERE id = (SELECT spec FROM job WHERE id = ?)')
      .run(Buffer.from(text), job)
}

const evil = JSON.stringify(aScript('touch evil', { id: 'job-first', priority: 0, max_attempts: 3, retry_on: [] }))

describe('a job whose stored content was changed', () => {
  it.each<[string, string]>([
    ['is no JSON', 'not JSON'],
    ['is empty', ''],
    ['is no job', '{"type":"test_runner_task"}'],
    ['is of a type nobody knows', '{"type":"shell_task"}'],
    ['is another job, whole and valid', evil],
  ])('is held when it %s, and the others go on', async (_, text) => {
    const { core } = await testCore({ home: await writtenTo(setSpec(text)) })
    expect(await settled(core, 'job-second')).toMatchObject({ state: 'succeeded' })
    expect(core.jobs.get('job-first')).toMatchObject({
      job: { state: 'held', held_reason: 'quarantined', runs: 0 },
      runs: [],
    })
    expect(await eventsOf(core, { kind: ['row.quarantined'] })).toMatchObject([
      { job_id: 'job-first', payload: { table: 'job', row: 'job-first' } },
    ])
    expect((await core.jobs.list({ limit: 10 })).items.map(({ id }) => id)).toEqual(['job-second', 'job-first'])
    expect(await core.evidence.verify({ bodies: true })).toMatchObject({
      ok: false,
      bad_bodies: [{ seq: core.jobs.get('job-first').job.seq }],
    })
  })

  it('is held when it points to the content of another job', async () => {
    const home = await writtenTo((database, job) => {
      database.prepare("UPDATE job SET spec = (SELECT spec FROM job WHERE id = 'job-second') WHERE id = ?").run(job)
    })
    const { core } = await testCore({ home })
    await settled(core, 'job-second')
    expect(core.jobs.get('job-first').job).toMatchObject({ state: 'held', held_reason: 'quarantined' })
  })
})

describe('a row whose columns were changed', () => {
  it.each(['state', 'held_reason', 'requires', 'compat', 'verdict'])(
    'does not hide the others when its %s is nonsense',
    async (column) => {
      const home = await writtenTo((database, job) => {
        database.exec('DROP TRIGGER job_counted_update')
        database.prepare(`UPDATE job SET ${column} = 'nonsense' WHERE id = ?`).run(job)
      })
      const { core } = await testCore({ home })
      expect(await settled(core, 'job-second')).toMatchObject({ state: 'succeeded' })
      expect((await core.jobs.list({ limit: 10 })).items).toHaveLength(2)
    },
  )

  it('does not run in another workspace than it was enqueued for', async () => {
    const other = aFolder('other')
    const home = await writtenTo((database, job) => {
      database.prepare("INSERT INTO workspace(name, path, added_at, demo) VALUES ('other', ?, 0, 0)").run(other)
      database.prepare("UPDATE job SET workspace = 'other' WHERE id = ?").run(job)
    })
    const { core } = await testCore({ home })
    await settled(core, 'job-first')
    expect(core.jobs.get('job-first').runs[0]?.header?.repo_root_resolved).not.toBe(other)
  })
})
