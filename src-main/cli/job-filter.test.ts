import { expect, it } from 'vitest'
import { jobFilter } from './job-filter.ts'

const now = Date.parse('2026-03-01T12:00:00Z')

it('asks for everything when nothing is said', () => {
  expect(jobFilter([], {}, now)).toBeUndefined()
})

it('reads the words of the console and options alike', () => {
  const filter = {
    state: ['failed', 'retrying'],
    workspace: ['demo'],
    since: '2026-02-28T12:00:00.000Z',
    q: 'npm test',
  }
  expect(jobFilter(['state:failed,retrying', 'workspace:demo', 'since:24h', 'npm', 'test'], {}, now)).toEqual(filter)
  expect(jobFilter(['npm', 'test'], { state: 'failed,retrying', workspace: 'demo', since: '24h' }, now)).toEqual(filter)
})

it('joins what options and words say about one field', () => {
  expect(jobFilter(['state:held'], { state: 'failed' }, now)).toEqual({ state: ['failed', 'held'] })
})

it('names what it cannot read', () => {
  expect(() => jobFilter([], { until: 'soon' }, now)).toThrow(/until must be a moment/)
  expect(() => jobFilter(['-type:x'], {}, now)).toThrow(/excludes/)
})
