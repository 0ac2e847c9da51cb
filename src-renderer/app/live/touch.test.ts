import { expect, it } from 'vitest'
import { isTouched } from './touch.ts'

const batch = (over: Partial<Parameters<typeof isTouched>[1]> = {}) => ({
  topics: ['jobs' as const],
  jobs: ['job-1'],
  many: false,
  ...over,
})

it('touches what asks about one of the topics', () => {
  expect(isTouched({ topics: ['jobs', 'workers'] }, batch())).toBe(true)
  expect(isTouched({ topics: ['workspaces'] }, batch())).toBe(false)
})

it('touches one job only when it is named, or when too many were to name them', () => {
  expect(isTouched({ topics: ['jobs'], job: 'job-1' }, batch())).toBe(true)
  expect(isTouched({ topics: ['jobs'], job: 'job-2' }, batch())).toBe(false)
  expect(isTouched({ topics: ['jobs'], job: 'job-2' }, batch({ many: true }))).toBe(true)
})

it('touches nothing by live figures alone', () => {
  expect(isTouched({ topics: ['jobs'] }, batch({ topics: [] }))).toBe(false)
})
