import { expect, it } from 'vitest'
import { migrate } from '../migrate.ts'
import { aDatabaseBefore, jobs, upTo } from './test-bed.ts'

const ROWS = jobs(
  { seq: 1, id: 'a', state: 'queued' },
  { seq: 2, id: 'b', state: 'queued', lane: 'gpu' },
  { seq: 3, id: 'c', state: 'running', lane: 'net' },
  { seq: 4, id: 'd', state: 'failed', lane: 'gpu' },
)

function migrated() {
  const database = aDatabaseBefore(7, ROWS, { spec: '{}' })
  const counts = () =>
    Object.fromEntries(
      database.prepare<[], [string, number]>('SELECT state, n FROM job_count WHERE n <> 0').raw().all(),
    )
  const lanes = () => database.prepare<[], string>('SELECT lane FROM lane ORDER BY lane').pluck().all()
  const before = counts()
  migrate(database, 2000, upTo(7))
  return { database, counts, lanes, before }
}

it('keeps the counts of jobs that were there, and goes on counting each once', () => {
  const { database, counts, before } = migrated()
  expect(before).toEqual({ queued: 2, running: 1, failed: 1 })
  expect(counts()).toEqual(before)
  database.exec("UPDATE job SET state = 'running' WHERE id = 'a'; UPDATE job SET priority = 5")
  database.exec(jobs({ seq: 5, id: 'e', state: 'scheduled', lane: 'new' }))
  expect(counts()).toEqual({ queued: 1, running: 2, failed: 1, scheduled: 1 })
})

it('knows the lanes in which something is queued, and no others', () => {
  const { database, lanes } = migrated()
  expect(lanes()).toEqual(['', 'gpu'])
  database.exec("UPDATE job SET state = 'running' WHERE id = 'b'; UPDATE job SET state = 'queued' WHERE id = 'c'")
  expect(lanes()).toEqual(['', 'net'])
  database.exec("UPDATE job SET state = 'failed'")
  expect(lanes()).toEqual([])
})
