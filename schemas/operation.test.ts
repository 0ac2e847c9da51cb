import { expect, it } from 'vitest'
import { explainIssues } from './explain.ts'
import { jobFilterSchema } from './job-filter.ts'
import { operationRequestSchema } from './operation.ts'

function problems(input: unknown): string[] {
  const read = operationRequestSchema.safeParse(input)
  return read.success ? [] : explainIssues(read.error, input).map(({ problem }) => problem)
}

it('takes a filter or ids, never both or none', () => {
  expect(problems({ act: 'cancel', filter: {} })).toEqual([])
  expect(problems({ act: 'cancel', ids: ['job-1'] })).toEqual([])
  for (const wrong of [{ act: 'cancel' }, { act: 'cancel', filter: {}, ids: ['job-1'] }])
    expect(problems(wrong)).toEqual([expect.stringContaining('filter must be given where ids is not, and only there')])
})

it('takes a priority where it means something', () => {
  expect(problems({ act: 'priority', priority: -100, filter: {} })).toEqual([])
  for (const wrong of [
    { act: 'priority', filter: {} },
    { act: 'cancel', priority: 1, filter: {} },
  ])
    expect(problems(wrong)).toEqual([expect.stringContaining('priority must be given for the act priority')])
  expect(problems({ act: 'priority', priority: 101, filter: {} })[0]).toContain('at most 100')
})

it('names the reasons there are when one is not', () => {
  const read = jobFilterSchema.safeParse({ reason: ['boredom'] })
  expect(read.error && explainIssues(read.error, { reason: ['boredom'] })[0]?.problem).toMatch(
    /reason\[0\] must be one of max_wall_time_sec, .*no_free_slot/,
  )
})
