import { expect, it } from 'vitest'
import { readDatabase } from '../support/database.ts'
import { testCore } from '../support/test-core.ts'
import { addWaiting, begin, ended } from './ask.ts'

const JOBS = 1_000_000

it('touches exactly its preview at a million jobs, and takes all of it back', async () => {
  const { core, home } = await testCore({ slots: 0 })
  const ids = await addWaiting(core, JOBS)
  const except = ids.filter((_, at) => at % 1000 === 7)
  const preview = await core.operations.preview({ act: 'cancel', filter: { state: ['scheduled'] }, except })
  expect(preview).toMatchObject({ matched: JOBS - except.length, changing: JOBS - except.length, skipped: [] })
  const { id } = await begin(core, { act: 'cancel', filter: { state: ['scheduled'] }, except })
  // Added while it goes on, so not of its preview.
  const [unseen = ''] = await addWaiting(core, 1)
  const done = await ended(core, id, 600_000)
  expect(done).toMatchObject({ state: 'finished', planned: preview.changing, changed: preview.changing, left: [] })

  const stayed = readDatabase(home, (database) => {
    const touched = database
      .prepare("SELECT count(*), count(DISTINCT job_id) FROM event WHERE kind = 'job.cancelled'")
      .raw()
      .get()
    expect(touched).toEqual([preview.changing, preview.changing])
    return database.prepare<[], string>("SELECT id FROM job WHERE state <> 'cancelled'").pluck().all()
  })
  expect(new Set(stayed)).toEqual(new Set([...except, unseen]))

  await core.operations.undo(id, 'operator')
  expect(await ended(core, id, 600_000)).toMatchObject({ undone: { restored: preview.changing, kept: [] } })
  expect(core.status().counts.scheduled).toBe(JOBS + 1)
}, 1_800_000)
