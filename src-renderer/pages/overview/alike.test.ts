import { expect, it } from 'vitest'
import { aJob } from '../../facts/factory.ts'
import { alike } from './alike.ts'

it('says of alike failures how many there are, by the newest', () => {
  const groups = alike(
    [
      aJob({ id: 'job-3', title: 'npm run publish' }),
      aJob({ id: 'job-2', title: 'npm test' }),
      aJob({ id: 'job-1', title: 'npm run publish' }),
    ],
    () => 'Subprocess not allowed',
  )
  expect(groups.map(({ newest, count }) => [newest.id, count])).toEqual([
    ['job-3', 2],
    ['job-2', 1],
  ])
})
