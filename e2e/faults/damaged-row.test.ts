import type Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { dropGuards, tamper } from '../support/database.ts'
import { aJob } from '../support/jobs.ts'
import { aFolder, openCore, testCore } from '../support/test-core.ts'
import { enqueued, eventsOf, settled } from '../support/wait.ts'

/** A closed data directory in which two jobs are queued, and in whose ledger somebody wrote. */
async function writtenTo(change: (database: Database.Database) => void): Promise<string> {
  const home = aFolder('home')
  const { core } = await openCore({ home, slots: 0, workspace: aFolder('workspace') })
  await enqueued(core, aJob({ id: 'job-first' }))
  await enqueued(core, aJob({ id: 'job-second' }))
  await core.close('test')
  tamper(home, (database) => {
    dropGuards(database)
    change(database)
  })
  return home
}

const OF_FIRST = "kind = 'job.enqueued' AND job_id = 'job-first'"

describe('a row of the ledger that somebody wrote to', () => {
  it.each([
    ['no JSON', `payload = 'not JSON'`],
    ['empty', `payload = ''`],
    ['no object', `payload = '[1]'`],
    ['of another digest', `payload = json_set(payload, '$.spec.digest', 'x')`],
    ['of another kind', `kind = 'nonsense'`],
    ['of another job', `job_id = 'job-nobody'`],
  ])('holds its job when it is %s; everything else goes on', async (_, set) => {
    const home = await writtenTo((database) => database.exec(`UPDATE event SET ${set} WHERE ${OF_FIRST}`))
    const { core } = await testCore({ home })
    expect(await settled(core, 'job-second')).toMatchObject({ state: 'succeeded' })
    expect(core.jobs.get('job-first').job).toMatchObject({ state: 'held', held_reason: 'quarantined', runs: 0 })
    const { seq } = core.jobs.get('job-first').job

    const all = await eventsOf(core)
    expect(all.map((event) => event.seq)).toEqual(all.map((_event, n) => n + 1))
    expect((await core.events.get(seq))?.event.seq).toBe(seq)
    expect(await core.evidence.verify({ bodies: true })).toMatchObject({ ok: false, first_bad: { seq } })
    const health = await core.health()
    expect(health.checks.find(({ check }) => check === 'ledger')).toMatchObject({ state: 'bad' })
    expect(await settled(core, await enqueued(core, aJob()))).toMatchObject({ state: 'succeeded' })
  })

  it('does not keep Interlock from starting when it is the last one', async () => {
    const home = await writtenTo((database) =>
      database.exec("UPDATE event SET payload = 'not JSON' WHERE seq = (SELECT max(seq) FROM event)"),
    )
    const { core } = await testCore({ home })
    expect(await settled(core, 'job-first')).toMatchObject({ state: 'succeeded' })
    const { first_bad } = await core.evidence.verify({ bodies: true })
    expect((await core.events.get(first_bad!.seq))?.event).toMatchObject({
      kind: 'core.stopped',
      payload: { unreadable: 'not JSON' },
    })
  })
})
