import { expect, it } from 'vitest'
import { readLogsSearch, readWatched } from './watched-logs.ts'

it('reads jobs and runs from the address, each job once and four at most', () => {
  const search = readLogsSearch({ jobs: 'job-a,job-b.2,job-a.3,../etc,job-c,job-d,job-e' })
  expect(search).toEqual({ jobs: 'job-a,job-b.2,job-c,job-d' })
  expect(readWatched(search)).toEqual([
    { job: 'job-a' },
    { job: 'job-b', run: '2' },
    { job: 'job-c' },
    { job: 'job-d' },
  ])
})

it('takes nothing for nothing', () => {
  for (const raw of [{}, { jobs: '' }, { jobs: 7 }, { jobs: ',,' }]) expect(readLogsSearch(raw)).toEqual({})
})
