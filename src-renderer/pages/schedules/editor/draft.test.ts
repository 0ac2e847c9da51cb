import { expect, it } from 'vitest'
import { parseSchedule } from '#schemas'
import { withValue } from '../../new-job/draft.ts'
import { checkSchedule, copyOf, draftOfSpec, newScheduleDraft, previewRequest, suggestedTrigger } from './draft.ts'

const NEW = { ...newScheduleDraft('Europe/Vienna', 'demo', undefined), name: 'nightly' }

it('begins with a schedule that lacks only its name', () => {
  expect(checkSchedule(NEW)).toMatchObject({ problems: [], jobProblems: [] })
  const { problems } = checkSchedule({ ...NEW, name: '' })
  expect(problems.map(({ field }) => field)).toEqual(['name'])
})

it('tells what is wrong with the schedule from what is wrong with its job', () => {
  const wrong = withValue(withValue(NEW, ['jitter_s'], -1), ['job', 'budgets', 'max_tool_calls'], 'many')
  const { problems, jobProblems, job } = checkSchedule(wrong)
  expect(problems.map(({ field }) => field)).toEqual(['jitter_s'])
  expect(jobProblems.map(({ field }) => field)).toEqual(['budgets.max_tool_calls'])
  expect(job).toBeUndefined()
})

it('finds what only the whole shows: a moment named twice, a value where none may go', () => {
  const twice = { ...NEW, trigger: { kind: 'once', in: '5m', at: '2126-01-01T00:00:00Z' } }
  expect(checkSchedule(twice).problems).toEqual([
    { field: 'trigger', problem: 'trigger must have at or in, and not both.' },
  ])
  const program = withValue(NEW, ['job', 'payload'], { steps: [{ argv: ['${parameters.program}'] }] })
  expect(checkSchedule(program).problems).not.toEqual([])
})

it('leaves out what is as it would be anyway, and means the same', () => {
  const saved = parseSchedule({ ...NEW, overlap: 'queue' })
  const draft = draftOfSpec(saved)
  expect(Object.keys(draft).toSorted()).toEqual(['job', 'name', 'overlap', 'trigger', 'zone'])
  expect(parseSchedule(draft)).toEqual(saved)
  expect(copyOf(saved)).toEqual({ ...draft, name: '' })
})

it('asks for a preview as soon as times can be read, whatever else is missing', () => {
  expect(previewRequest({ trigger: suggestedTrigger('interval') }, 'sch-1')).toMatchObject({
    zone: 'UTC',
    count: 10,
    schedule: 'sch-1',
  })
  expect(previewRequest({ trigger: { kind: 'interval', every_s: 'often' } }, undefined)).toBeUndefined()
})
