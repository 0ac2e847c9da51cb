import { expect, it } from 'vitest'
import { jobFilter } from './job-filter.ts'

const now = Date.parse('2026-03-01T12:00:00Z')

it('asks for everything when nothing is said', () => {
  expect(jobFilter([], {}, now)).toBeUndefined()
})

it('reads the words of the console and options alike', () => {
  const filter = {
    state: ['retrying', 'failed'],
    workspace: ['demo'],
    since: '2026-02-28T12:00:00.000Z',
    q: 'npm test',
  }
  expect(jobFilter(['state:failed,retrying', 'workspace:demo', 'since:24h', 'npm', 'test'], {}, now)).toEqual(filter)
  expect(jobFilter(['npm', 'test'], { state: 'failed,retrying', workspace: 'demo', since: '24h' }, now)).toEqual(filter)
  expect(jobFilter([], { filter: 'state:failed,retrying ws:demo since:24h npm test' }, now)).toEqual(filter)
})

it('keeps together what is quoted, and leaves out what a minus stands before', () => {
  expect(jobFilter([], { filter: '-ws:notes -reason:kill_switch "npm test"' }, now)).toEqual({
    not: { workspace: ['notes'], reason: ['kill_switch'] },
    q: '"npm test"',
  })
})

it('joins what options and words say about one field', () => {
  expect(jobFilter(['state:held'], { state: 'failed' }, now)).toEqual({ state: ['held', 'failed'] })
})

it('names what it cannot read', () => {
  expect(() => jobFilter([], { until: 'soon' }, now)).toThrow(/until must be a span/)
  expect(() => jobFilter(['colour:red'], {}, now)).toThrow(/no filter “colour”/)
  expect(() => jobFilter(['state:sleeping'], {}, now)).toThrow(/no state “sleeping”/)
})
